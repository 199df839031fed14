package hearth.drivers.system;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sensor of the machine itself, from one of the kernel's files. */
public final class SystemSensor implements BlockingSensor {
  /** What can be measured. */
  public enum Metric {
    /** Since the machine started. */
    UPTIME("duration", "s", "/proc/uptime", "^(\\S+)", 1, ""),
    /** Processes that ran or waited in the last minute, on average. */
    LOAD("load", "", "/proc/loadavg", "^(\\S+)", 1, ""),
    /** Memory that programs can still have. */
    MEMORY_AVAILABLE(
        "data_size", "MiB", "/proc/meminfo", "MemAvailable:\\s+(\\d+) kB", 1 / 1024.0, ""),
    /** Resident memory of this program. */
    PROCESS_MEMORY("data_size", "MiB", "/proc/self/status", "VmRSS:\\s+(\\d+) kB", 1 / 1024.0, ""),
    /** Strength of the Wi-Fi signal; -30 is next to the access point, below -80 is weak. */
    WIFI_SIGNAL(
        "signal_strength",
        "dBm",
        "/proc/net/wireless",
        "(?m)^\\s*\\w+:\\s+\\S+\\s+\\S+\\s+(-?\\d+)",
        1,
        "This machine has no Wi-Fi connection.");

    private final Quantity quantity;
    private final String path;
    private final Pattern pattern;
    private final double scale;
    private final String ifAbsent;

    Metric(String name, String unit, String path, String pattern, double scale, String ifAbsent) {
      this.quantity = new Quantity(name, unit);
      this.path = path;
      this.pattern = Pattern.compile(pattern);
      this.scale = scale;
      this.ifAbsent = ifAbsent;
    }

    public Quantity quantity() {
      return quantity;
    }
  }

  private final KernelFiles files;
  private final Metric metric;
  private final LongSupplier nanoTime;

  /**
   * A sensor.
   *
   * @param nanoTime monotonic nanoseconds
   */
  public SystemSensor(KernelFiles files, Metric metric, LongSupplier nanoTime) {
    this.files = files;
    this.metric = metric;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(metric.quantity);
  }

  @Override
  public List<Reading> read() throws SensorException {
    String text;
    try {
      text = files.read(metric.path);
    } catch (IOException e) {
      throw ReadFaults.of(e, metric.path, metric.ifAbsent);
    }
    Matcher number = metric.pattern.matcher(text);
    if (!number.find()) {
      throw new SensorException(
          metric.ifAbsent.isEmpty() ? Reason.MALFORMED : Reason.NO_SUCH_SENSOR,
          metric.ifAbsent.isEmpty()
              ? "%s does not show what this program looks for.".formatted(metric.path)
              : metric.ifAbsent);
    }
    double value = Double.parseDouble(number.group(1)) * metric.scale;
    return List.of(new Reading(metric.quantity, value, nanoTime.getAsLong()));
  }
}
