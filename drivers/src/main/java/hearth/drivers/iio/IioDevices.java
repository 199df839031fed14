package hearth.drivers.iio;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds devices below {@code /sys/bus/iio/devices}. */
public final class IioDevices {
  private static final String DEVICES = "/sys/bus/iio/devices/";

  private IioDevices() {}

  /** The names of all devices, such as {@code bme280} and {@code dht11@4}. */
  public static List<String> names(KernelFiles files) {
    return files.list(DEVICES).stream()
        .map(device -> name(files, DEVICES + device))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** The lines of the DHT sensors that the kernel has a driver on and that say theirs. */
  public static List<Integer> dhtLines(KernelFiles files) {
    List<Integer> lines = new ArrayList<>();
    for (String device : files.list(DEVICES)) {
      String name = name(files, DEVICES + device);
      if (name.startsWith("dht11")) {
        pin(files, DEVICES + device, name).ifPresent(lines::add);
      }
    }
    return lines;
  }

  /** The folder of the DHT sensor on a line, where the kernel has a driver for it. */
  static Optional<String> dht(KernelFiles files, int line) {
    List<String> withoutPin = new ArrayList<>();
    for (String device : files.list(DEVICES)) {
      String folder = DEVICES + device;
      String name = name(files, folder);
      if (!name.startsWith("dht11")) {
        continue;
      }
      OptionalInt pin = pin(files, folder, name);
      if (pin.isEmpty()) {
        withoutPin.add(folder);
      } else if (pin.getAsInt() == line) {
        return Optional.of(folder);
      }
    }
    // One sensor that does not say its pin can only be the one that is asked for.
    return withoutPin.size() == 1 ? Optional.of(withoutPin.get(0)) : Optional.empty();
  }

  private static String name(KernelFiles files, String folder) {
    try {
      return files.read(folder + "/name");
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * The pin of a device: from the property {@code gpios} of its device-tree node (controller, pin,
   * flags; 32 bits each), else from the node's unit address, {@code dht11@11} being hexadecimal for
   * 17. Older overlays leave that at 0 whatever the pin is.
   */
  private static OptionalInt pin(KernelFiles files, String folder, String name) {
    try {
      byte[] gpios = files.readBytes(folder + "/of_node/gpios");
      if (gpios.length >= 8) {
        return OptionalInt.of(ByteBuffer.wrap(gpios).getInt(4));
      }
    } catch (IOException e) {
      // No device tree, or a driver that does not show it.
    }
    int at = name.indexOf('@');
    try {
      int address = at < 0 ? 0 : Integer.parseInt(name.substring(at + 1), 16);
      return address == 0 ? OptionalInt.empty() : OptionalInt.of(address);
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
