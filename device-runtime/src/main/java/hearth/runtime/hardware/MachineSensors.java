package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.onewire.OneWire;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Sensor;
import hearth.runtime.config.SensorHost;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * What a machine has for sensors to stand on.
 *
 * @param dhts opens a DHT on the GPIO number of its data line
 * @param thread runs one task at a time and may block
 */
record MachineSensors(
    KernelFiles files,
    LongSupplier nanoTime,
    OneWire oneWire,
    IntFunction<BlockingSensor> dhts,
    Executor thread,
    Sensor reconnects)
    implements SensorHost {

  @Override
  public BlockingSensor dht(int pin) {
    return dhts.apply(pin);
  }

  @Override
  public Sensor onThread(BlockingSensor sensor) {
    return sensor.on(thread);
  }
}
