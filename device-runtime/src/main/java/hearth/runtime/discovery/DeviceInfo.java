package hearth.runtime.discovery;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a device is, for people who look at it in Home Assistant. What the machine does not say is
 * empty.
 *
 * @param version of this program
 * @param model of the machine, such as {@code Raspberry Pi 4 Model B}
 * @param hardwareVersion of that model, such as {@code 1.5}
 * @param serialNumber of the machine
 */
public record DeviceInfo(
    String version, String model, String hardwareVersion, String serialNumber) {
  private static final Pattern MODEL = Pattern.compile("(.*?)(?: Rev ([\\w.]+))?");

  /** Of a device that nobody knows the machine of. */
  static DeviceInfo of(String version) {
    return new DeviceInfo(version, "", "", "");
  }

  /** As the firmware has it. */
  public static DeviceInfo of(String version, KernelFiles files) {
    Matcher model = MODEL.matcher(read(files, "/proc/device-tree/model"));
    boolean isKnown = model.matches();
    return new DeviceInfo(
        version,
        isKnown ? model.group(1) : "",
        isKnown && model.group(2) != null ? model.group(2) : "",
        read(files, "/proc/device-tree/serial-number"));
  }

  private static String read(KernelFiles files, String path) {
    try {
      return files.read(path).replace("\0", "").strip();
    } catch (IOException e) {
      return ""; // no device tree, as on a PC
    }
  }
}
