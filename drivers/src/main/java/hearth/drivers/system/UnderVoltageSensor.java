package hearth.drivers.system;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether the Pi's supply is too weak: 1 now, and 1 since the start.
 *
 * <p>The firmware shows both in {@code get_throttled} (bits 0 and 16), but the kernel's voltage
 * monitor clears the second every two seconds: what was once seen is remembered here. Without that
 * file the monitor's own alarm is asked.
 */
public final class UnderVoltageSensor implements BlockingSensor {
  private static final Quantity NOW = new Quantity("under_voltage", "");
  private static final Quantity SINCE_START = new Quantity("under_voltage_since_start", "");

  private static final int BIT_NOW = 1;
  private static final int BIT_SINCE_START = 1 << 16;

  private final KernelFiles files;
  private final LongSupplier nanoTime;
  private boolean seen;

  /**
   * A sensor.
   *
   * @param nanoTime monotonic nanoseconds
   */
  public UnderVoltageSensor(KernelFiles files, LongSupplier nanoTime) {
    this.files = files;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(NOW, SINCE_START);
  }

  @Override
  public List<Reading> read() throws SensorException {
    int bits = throttled().or(this::alarm).orElseThrow(UnderVoltageSensor::unknown);
    boolean now = (bits & BIT_NOW) != 0;
    seen |= now || (bits & BIT_SINCE_START) != 0;
    long nanos = nanoTime.getAsLong();
    return List.of(
        new Reading(NOW, now ? 1 : 0, nanos), new Reading(SINCE_START, seen ? 1 : 0, nanos));
  }

  /** The firmware's node has an address in its name on newer boards: {@code soc@107c000000}. */
  private Optional<Integer> throttled() {
    String platform = "/sys/devices/platform/";
    return files.list(platform).stream()
        .filter(name -> name.startsWith("soc"))
        .map(soc -> platform + soc + "/" + soc + ":firmware/get_throttled")
        .map(path -> number(path, 16))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Integer> alarm() {
    String monitors = "/sys/class/hwmon/";
    return files.list(monitors).stream()
        .map(monitor -> number(monitors + monitor + "/in0_lcrit_alarm", 10))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Integer> number(String path, int radix) {
    try {
      return Optional.of(Integer.parseInt(files.read(path), radix));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static SensorException unknown() {
    return new SensorException(
        Reason.NO_SUCH_SENSOR,
        "This machine does not watch its supply voltage: it is no Raspberry Pi, or its kernel has neither get_throttled nor the monitor rpi_volt.");
  }
}
