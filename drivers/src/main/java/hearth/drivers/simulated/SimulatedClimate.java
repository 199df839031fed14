package hearth.drivers.simulated;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A sensor without hardware whose values follow the day: warmest at three in the afternoon, coldest
 * at three at night, with a little noise. Humidity goes the other way round, as in a house.
 *
 * <p>It answers before {@link #start} returns.
 */
public final class SimulatedClimate implements Sensor {
  private static final double SECONDS_OF_DAY = 86_400;
  private static final double WARMEST_SECOND = 15 * 3600;

  private final List<Quantity> quantities;
  private final double mean;
  private final double swing;
  private final Supplier<LocalTime> timeOfDay;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;

  private SimulatedClimate(
      List<Quantity> quantities,
      double mean,
      double swing,
      Supplier<LocalTime> timeOfDay,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.quantities = quantities;
    this.mean = mean;
    this.swing = swing;
    this.timeOfDay = timeOfDay;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /**
   * A thermometer in the place of a DS18B20.
   *
   * @param mean of the day, °C
   * @param swing how far the warmest and the coldest hour are from it, K
   * @param timeOfDay of the wall clock where the home is
   * @param nanoTime monotonic nanoseconds
   * @param random of the noise
   */
  public static SimulatedClimate thermometer(
      double mean,
      double swing,
      Supplier<LocalTime> timeOfDay,
      LongSupplier nanoTime,
      RandomGenerator random) {
    return new SimulatedClimate(
        List.of(Quantity.TEMPERATURE), mean, swing, timeOfDay, nanoTime, random);
  }

  /** Temperature and humidity in the place of a DHT22; parameters as for a thermometer. */
  public static SimulatedClimate dht(
      double mean,
      double swing,
      Supplier<LocalTime> timeOfDay,
      LongSupplier nanoTime,
      RandomGenerator random) {
    return new SimulatedClimate(
        List.of(Quantity.TEMPERATURE, Quantity.HUMIDITY), mean, swing, timeOfDay, nanoTime, random);
  }

  /** Any quantities of a room, in the place of a part that measures them; parameters as above. */
  public static SimulatedClimate of(
      List<Quantity> quantities,
      double mean,
      double swing,
      Supplier<LocalTime> timeOfDay,
      LongSupplier nanoTime,
      RandomGenerator random) {
    return new SimulatedClimate(List.copyOf(quantities), mean, swing, timeOfDay, nanoTime, random);
  }

  @Override
  public List<Quantity> quantities() {
    return quantities;
  }

  @Override
  public void start(Listener listener) {
    double warmth = warmth();
    List<Reading> readings = new ArrayList<>();
    for (Quantity quantity : quantities) {
      OptionalDouble value = value(quantity, warmth);
      if (value.isEmpty()) {
        listener.failed(
            new SensorException(
                Reason.NO_SUCH_SENSOR, "There is no simulation of " + quantity.name() + "."));
        return;
      }
      double rounded = Math.round(value.getAsDouble() * 16) / 16.0;
      readings.add(new Reading(quantity, rounded, nanoTime.getAsLong()));
    }
    listener.measured(readings);
  }

  /** Of a quantity that rooms have; empty for any other. */
  private OptionalDouble value(Quantity quantity, double warmth) {
    return switch (quantity.name()) {
      case "temperature" -> OptionalDouble.of(mean + swing * warmth + noise(0.05));
      case "humidity" -> OptionalDouble.of(50 - 10 * warmth + noise(0.3));
      case "pressure" -> OptionalDouble.of(1013 - 2 * warmth + noise(0.1));
      case "illuminance" -> OptionalDouble.of(Math.max(0, 200 + 200 * warmth + noise(5)));
      case "gas_resistance" -> OptionalDouble.of(100_000 + noise(500));
      case "voltage", "current", "power" -> OptionalDouble.of(1 + noise(0.01));
      default -> OptionalDouble.empty();
    };
  }

  /** From -1 in the coldest hour to 1 in the warmest. */
  private double warmth() {
    double second = timeOfDay.get().toSecondOfDay();
    return Math.cos(2 * Math.PI * (second - WARMEST_SECOND) / SECONDS_OF_DAY);
  }

  private double noise(double deviation) {
    return random.nextGaussian() * deviation;
  }
}
