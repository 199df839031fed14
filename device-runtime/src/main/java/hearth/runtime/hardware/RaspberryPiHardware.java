package hearth.runtime.hardware;

import hearth.drivers.dht.DhtSensor;
import hearth.drivers.dht.DhtSource;
import hearth.drivers.dht.WiredDht;
import hearth.drivers.gpiod.Pi4jGpioChip;
import hearth.drivers.iio.IioDht;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.onewire.OneWire;
import hearth.drivers.pin.PinException;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Sensor;
import hearth.io.loop.Clock;
import hearth.runtime.config.SensorSettings;
import java.util.concurrent.Executor;

/** The pins and buses of the machine. */
final class RaspberryPiHardware implements Hardware {
  private final KernelFiles files;
  private final String model;
  private final Clock clock;
  private final Executor sensorThread;
  private final OneWire oneWire;

  // Of the pins' thread, and of the sensors' where one listens to a wire itself.
  private Pi4jGpioChip chip;

  RaspberryPiHardware(KernelFiles files, String model, Clock clock, Executor sensorThread) {
    this.files = files;
    this.model = model;
    this.clock = clock;
    this.sensorThread = sensorThread;
    this.oneWire = new OneWire(files, clock::nanoTime);
  }

  @Override
  public synchronized Pi4jGpioChip chip() throws PinException {
    if (chip == null) {
      chip = Pi4jGpioChip.ofRaspberryPi(files);
    }
    return chip;
  }

  @Override
  public KernelFiles pwm() {
    return files;
  }

  @Override
  public Sensor sensor(SensorSettings settings, Sensor reconnects) {
    return settings
        .source()
        .open(
            new MachineSensors(
                files, clock::nanoTime, oneWire, this::dht, sensorThread, reconnects));
  }

  /** Through the kernel's driver where its overlay is loaded, else by listening to the wire. */
  private BlockingSensor dht(int pin) {
    IioDht kernel = new IioDht(files, pin);
    DhtSource wire = new WiredDht(() -> chip().dhtWire(pin).ask(), pin);
    return new DhtSensor(
        () -> kernel.isThere() ? kernel.measure() : wire.measure(), pin, clock::nanoTime);
  }

  @Override
  public boolean isClockSet() {
    return new ClockState(files).isBelievable(clock);
  }

  @Override
  public boolean areSimulated() {
    return false;
  }

  @Override
  public String description() {
    return "the pins of " + (model.isEmpty() ? "this machine" : model);
  }

  @Override
  public synchronized void close() {
    if (chip != null) {
      chip.close();
    }
  }
}
