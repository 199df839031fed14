package hearth.runtime.hardware;

import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.SimulatedChip;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.simulated.SimulatedClimate;
import hearth.io.loop.Clock;
import hearth.runtime.config.SensorSettings;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Parts without hardware: a day in a living room, and a chip that remembers. */
final class SimulatedParts implements Parts {
  private static final double MEAN_CELSIUS = 21;
  private static final double SWING_KELVIN = 1.5;

  private final Clock clock;
  private final RandomGenerator random;
  private final GpioChip chip;

  SimulatedParts(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
    this.chip = SimulatedChip.likeRaspberryPi(clock::nanoTime);
  }

  @Override
  public GpioChip chip() {
    return chip;
  }

  @Override
  public Sensor sensor(SensorSettings settings) {
    Supplier<LocalTime> timeOfDay =
        () -> LocalTime.ofInstant(clock.wallTime(), ZoneId.systemDefault());
    return settings instanceof SensorSettings.Dht
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
