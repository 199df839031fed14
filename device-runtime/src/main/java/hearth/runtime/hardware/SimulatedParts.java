package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.SimulatedChip;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.simulated.SimulatedClimate;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.simulated.SimulatedPwmChip;
import hearth.drivers.sysfs.KernelPart;
import hearth.io.loop.Clock;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.SensorSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Parts without hardware: a day in a living room, and a chip that remembers. */
final class SimulatedParts implements Parts {
  private static final double MEAN_CELSIUS = 21;
  private static final double SWING_KELVIN = 1.5;

  private final KernelFiles files;
  private final Clock clock;
  private final Executor sensorThread;
  private final RandomGenerator random;
  private final GpioChip chip;
  private final SimulatedFiles pwm = new SimulatedFiles();

  SimulatedParts(KernelFiles files, Clock clock, Executor sensorThread, RandomGenerator random) {
    this.files = files;
    this.clock = clock;
    this.sensorThread = sensorThread;
    this.random = random;
    this.chip = SimulatedChip.likeRaspberryPi(clock::nanoTime);
    new SimulatedPwmChip(pwm, 0, 2, "/soc/pwm@7e20c000");
  }

  @Override
  public GpioChip chip() {
    return chip;
  }

  @Override
  public KernelFiles pwm() {
    return pwm;
  }

  @Override
  public Sensor sensor(SensorSettings settings) {
    return new MachineSensors(files, clock)
        .of(settings.source())
        .map(sensor -> new SteadySensor(sensor).on(sensorThread))
        .orElseGet(() -> climate(settings.source()));
  }

  private Sensor climate(SensorSource source) {
    Supplier<LocalTime> timeOfDay =
        () -> LocalTime.ofInstant(clock.wallTime(), ZoneId.systemDefault());
    if (source instanceof SensorSource.Part part) {
      List<Quantity> quantities = part.values().stream().map(KernelPart.Value::quantity).toList();
      return SimulatedClimate.of(
          quantities, MEAN_CELSIUS, SWING_KELVIN, timeOfDay, clock::nanoTime, random);
    }
    return source instanceof SensorSource.Dht
        ? SimulatedClimate.dht(MEAN_CELSIUS, SWING_KELVIN, timeOfDay, clock::nanoTime, random)
        : SimulatedClimate.thermometer(
            MEAN_CELSIUS, SWING_KELVIN, timeOfDay, clock::nanoTime, random);
  }

  @Override
  public boolean areSimulated() {
    return true;
  }

  @Override
  public String description() {
    return "simulated pins and sensors";
  }

  @Override
  public void close() {
    chip.close();
  }
}
