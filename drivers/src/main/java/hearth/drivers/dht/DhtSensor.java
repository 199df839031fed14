package hearth.drivers.dht;

import hearth.drivers.dht.DhtSource.Climate;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A DHT11, DHT22 or AM230x as a sensor, whatever the way to it.
 *
 * <p>The part wants two seconds between measurements: asked earlier, this driver answers what it
 * answered before, with its time, be it values or a failure.
 */
public final class DhtSensor implements BlockingSensor {
  private static final long REST_NANOS = 2_000_000_000L;

  private final DhtSource source;
  private final LongSupplier nanoTime;
  private final String name;
  private final DhtPlausibility plausibility = new DhtPlausibility();

  private List<Reading> lastReadings;
  private SensorException lastFailure;
  private long answeredAt;

  /**
   * A sensor, which need not be there yet.
   *
   * @param line the BCM number of its data pin, for people
   * @param nanoTime monotonic nanoseconds
   */
  public DhtSensor(DhtSource source, int line, LongSupplier nanoTime) {
    this.source = source;
    this.name = nameOn(line);
    this.nanoTime = nanoTime;
  }

  /** What people call the part on a line. */
  public static String nameOn(int line) {
    return "The DHT sensor on GPIO" + line;
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.TEMPERATURE, Quantity.HUMIDITY);
  }

  @Override
  public List<Reading> read() throws SensorException {
    boolean answered = lastReadings != null || lastFailure != null;
    if (!answered || nanoTime.getAsLong() - answeredAt >= REST_NANOS) {
      ask();
    }
    if (lastFailure != null) {
      throw lastFailure;
    }
    return lastReadings;
  }

  private void ask() {
    lastReadings = null;
    lastFailure = null;
    try {
      lastReadings = measure();
    } catch (SensorException e) {
      lastFailure = e;
    }
    answeredAt = nanoTime.getAsLong();
  }

  private List<Reading> measure() throws SensorException {
    Climate climate = source.measure();
    long now = nanoTime.getAsLong();
    plausibility.require(name, climate.celsius(), climate.percent(), now);
    return List.of(
        new Reading(Quantity.TEMPERATURE, climate.celsius(), now),
        new Reading(Quantity.HUMIDITY, climate.percent(), now));
  }
}
