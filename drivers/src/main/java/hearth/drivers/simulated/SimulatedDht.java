package hearth.drivers.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * A DHT sensor as the kernel's IIO driver shows it below {@code /sys/bus/iio/devices}. Whichever
 * value is read, both are measured, and are what the files hold for two seconds: the part is not
 * asked again so soon, except where it failed (dht11_read_raw() in drivers/iio/humidity/dht11.c).
 */
public final class SimulatedDht {
  /** What can be wrong with it, with what the kernel then says. */
  public enum Fault {
    NONE(""),
    CHECKSUM("Input/output error"),
    SILENT("Connection timed out");

    private final String kernelSays;

    Fault(String kernelSays) {
      this.kernelSays = kernelSays;
    }
  }

  private record Measured(double celsius, double percent, long atNanos) {}

  /** DHT11_DATA_VALID_TIME. */
  private static final long VALID_NANOS = 2_000_000_000L;

  private final SimulatedFiles files;
  private final String folder;
  private final LongSupplier nanoTime;
  private double celsius = 21;
  private double percent = 45;
  private Fault fault = Fault.NONE;
  private Measured measured;

  /**
   * Wires a sensor.
   *
   * @param number of the IIO device, 0 for the first
   * @param line the BCM number of its data pin
   * @param nanoTime monotonic nanoseconds
   */
  public SimulatedDht(SimulatedFiles files, int number, int line, LongSupplier nanoTime) {
    this.files = files;
    this.nanoTime = nanoTime;
    this.folder = "/sys/bus/iio/devices/iio:device" + number;
    // The firmware of today writes the pin into the name, in hexadecimal.
    files.text(folder + "/name", "dht11@%x\n".formatted(line));
    byte[] gpios = ByteBuffer.allocate(12).putInt(7).putInt(line).putInt(0).array();
    files.bytes(folder + "/of_node/gpios", gpios);
    files.attribute(folder + "/in_temp_input", () -> thousandths(measure().celsius), null);
    files.attribute(
        folder + "/in_humidityrelative_input", () -> thousandths(measure().percent), null);
  }

  /** Makes the air around it so warm and so humid. */
  public synchronized void climate(double newCelsius, double newPercent) {
    celsius = newCelsius;
    percent = newPercent;
  }

  /** Breaks or mends it. */
  public synchronized void fault(Fault newFault) {
    fault = newFault;
  }

  /** Takes its overlay away. */
  public void unplug() {
    files.remove(folder);
  }

  private synchronized Measured measure() throws IOException {
    long now = nanoTime.getAsLong();
    if (measured != null && now - measured.atNanos < VALID_NANOS) {
      return measured;
    }
    if (fault != Fault.NONE) {
      throw new IOException(fault.kernelSays);
    }
    measured = new Measured(celsius, percent, now);
    return measured;
  }

  private static byte[] thousandths(double value) {
    return (Math.round(value * 1000) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
