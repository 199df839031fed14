package hearth.drivers.iio;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.ReadFaults;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A DHT11, DHT22 or AM230x through the kernel's IIO driver {@code dht11}, which serves them all.
 *
 * <p>The part wants two seconds between measurements: asked earlier, this driver answers what it
 * answered before, with its time, be it values or a failure.
 */
public final class DhtSensor implements BlockingSensor {
  private static final long REST_NANOS = 2_000_000_000L;

  private final KernelFiles files;
  private final LongSupplier nanoTime;
  private final int line;
  private final DhtPlausibility plausibility = new DhtPlausibility();

  private List<Reading> lastReadings;
  private SensorException lastFailure;
  private long answeredAt;

  /**
   * A sensor, which need not be there yet.
   *
   * @param line the BCM number of its data pin, as in {@code dtoverlay=dht11,gpiopin=4}
   * @param nanoTime monotonic nanoseconds
   */
  public DhtSensor(KernelFiles files, int line, LongSupplier nanoTime) {
    this.files = files;
    this.line = line;
    this.nanoTime = nanoTime;
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
    String folder = IioDevices.dht(files, line);
    double celsius = thousandths(folder + "/in_temp_input");
    double percent = thousandths(folder + "/in_humidityrelative_input");
    long now = nanoTime.getAsLong();
    plausibility.require(name(), celsius, percent, now);
    return List.of(
        new Reading(Quantity.TEMPERATURE, celsius, now),
        new Reading(Quantity.HUMIDITY, percent, now));
  }

  private double thousandths(String path) throws SensorException {
    String text;
    try {
      text = files.read(path);
    } catch (IOException e) {
      throw ReadFaults.of(e, name(), IioDevices.overlayLine(line));
    }
    try {
      return Integer.parseInt(text) / 1000.0;
    } catch (NumberFormatException e) {
      throw new SensorException(
          Reason.MALFORMED,
          "The kernel's file %s holds '%s' and no number.".formatted(path, text),
          e);
    }
  }

  private String name() {
    return "The DHT sensor on GPIO" + line;
  }
}
