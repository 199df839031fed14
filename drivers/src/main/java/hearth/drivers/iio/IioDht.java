package hearth.drivers.iio;

import hearth.drivers.dht.DhtSensor;
import hearth.drivers.dht.DhtSource;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.ReadFaults;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.io.IOException;

/**
 * A DHT11, DHT22 or AM230x through the kernel's IIO driver {@code dht11}, which serves them all.
 */
public final class IioDht implements DhtSource {
  private final KernelFiles files;
  private final int line;

  /**
   * A part, which need not be there yet.
   *
   * @param line the BCM number of its data pin, as in {@code dtoverlay=dht11,gpiopin=4}
   */
  public IioDht(KernelFiles files, int line) {
    this.files = files;
    this.line = line;
  }

  /** Whether the kernel has a driver on its line. */
  public boolean isThere() {
    return IioDevices.dht(files, line).isPresent();
  }

  @Override
  public Climate measure() throws SensorException {
    String folder =
        IioDevices.dht(files, line)
            .orElseThrow(
                () ->
                    new SensorException(
                        Reason.NO_SUCH_SENSOR,
                        "There is no DHT sensor on GPIO%d. %s".formatted(line, overlayLine())));
    return new Climate(
        thousandths(folder + "/in_temp_input"), thousandths(folder + "/in_humidityrelative_input"));
  }

  private double thousandths(String path) throws SensorException {
    String text;
    try {
      text = files.read(path);
    } catch (IOException e) {
      throw ReadFaults.of(e, DhtSensor.nameOn(line), overlayLine());
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

  private String overlayLine() {
    return "Put the line dtoverlay=dht11,gpiopin=%d into /boot/firmware/config.txt (it serves DHT11, DHT22 and AM230x) and restart the Pi."
        .formatted(line);
  }
}
