package hearth.runtime.config;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.onewire.OneWire;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Sensor;
import java.util.function.LongSupplier;

/** What the machine has for a sensor to stand on. */
public interface SensorHost {
  /** Those of the kernel. */
  KernelFiles files();

  /** Monotonic nanoseconds. */
  LongSupplier nanoTime();

  /** The thermometers that are wired. */
  OneWire oneWire();

  /** A DHT on the GPIO number of its data line. */
  BlockingSensor dht(int pin);

  /** Counts how often the device has lost its broker and found it again. */
  Sensor reconnects();

  /** Has a sensor that blocks measure on the sensors' thread. */
  Sensor onThread(BlockingSensor sensor);
}
