package hearth.drivers.sysfs;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.util.Optional;

/**
 * Where the kernel shows a number: a path, or an attribute of a device that is found by its name,
 * since the numbers in {@code hwmon2} or {@code iio:device0} change with the order of start-up.
 *
 * @param devices the folder of all devices of its sort; null for a fixed path
 * @param nameFile the file that tells a device's name
 * @param device its name, null for a fixed path
 * @param attribute the file in the device's folder, or the fixed path
 */
public record NumberLocation(String devices, String nameFile, String device, String attribute) {
  /**
   * A fixed path.
   *
   * @param path absolute, such as {@code /sys/class/thermal/thermal_zone0/temp}
   */
  public static NumberLocation path(String path) {
    return new NumberLocation(null, null, null, path);
  }

  /** An attribute of a hardware monitor, such as {@code sht3x} and {@code temp1_input}. */
  public static NumberLocation hwmon(String name, String attribute) {
    return new NumberLocation("/sys/class/hwmon", "name", name, attribute);
  }

  /** An attribute of an IIO device, such as {@code bme280} and {@code in_pressure_input}. */
  public static NumberLocation iio(String name, String attribute) {
    return new NumberLocation("/sys/bus/iio/devices", "name", name, attribute);
  }

  /** The temperature of a thermal zone, such as {@code cpu-thermal}. */
  public static NumberLocation thermal(String type) {
    return new NumberLocation("/sys/class/thermal", "type", type, "temp");
  }

  /** The path of the file now, if its device is there. */
  Optional<String> find(KernelFiles files) {
    if (devices == null) {
      return files.exists(attribute) ? Optional.of(attribute) : Optional.empty();
    }
    return files.list(devices).stream()
        .map(entry -> devices + "/" + entry)
        .filter(folder -> isNamed(files, folder))
        .map(folder -> folder + "/" + attribute)
        .filter(files::exists)
        .findFirst();
  }

  private boolean isNamed(KernelFiles files, String folder) {
    try {
      return files.read(folder + "/" + nameFile).equals(device);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return devices == null ? attribute : "%s of %s in %s".formatted(attribute, device, devices);
  }
}
