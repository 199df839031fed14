package hearth.drivers.sysfs;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.ReadFaults;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.io.IOException;

/** A number in a file of the kernel. */
final class KernelNumber {
  private static final String RAW = "_raw";

  private KernelNumber() {}

  /**
   * The number as the kernel means it: one whose file ends with {@code _raw} is made whole with the
   * driver's own {@code _offset} and {@code _scale}, {@code (raw + offset) × scale}
   * (Documentation/ABI/testing/sysfs-bus-iio).
   */
  static double whole(KernelFiles files, String path) throws SensorException {
    double number = read(files, path);
    if (!path.endsWith(RAW)) {
      return number;
    }
    String stem = path.substring(0, path.length() - RAW.length());
    String offset = ownOrShared(files, stem, "_offset");
    String scale = ownOrShared(files, stem, "_scale");
    return (number + (offset == null ? 0 : read(files, offset)))
        * (scale == null ? 1 : read(files, scale));
  }

  /** A driver may have one scale for all channels of a sort: {@code in_voltage_scale}. */
  private static String ownOrShared(KernelFiles files, String stem, String what) {
    String own = stem + what;
    String shared = stem.replaceFirst("\\d+$", "") + what;
    if (files.exists(own)) {
      return own;
    }
    return files.exists(shared) ? shared : null;
  }

  static double read(KernelFiles files, String path) throws SensorException {
    String text;
    try {
      text = files.read(path);
    } catch (IOException e) {
      throw ReadFaults.of(e, path, "Was the part unplugged?");
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new SensorException(
        Reason.MALFORMED,
        "The file %s holds '%s' and no number. Choose the file of the value itself."
            .formatted(path, text));
  }
}
