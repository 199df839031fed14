package hearth.runtime.doctor;

import hearth.drivers.iio.IioDevices;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.onewire.OneWire;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sysfs.KernelPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sensors that are wired to this machine, as far as the kernel knows of them. */
public final class FoundSensors {
  private static final String I2C_DEVICES = "/sys/bus/i2c/devices/";
  private static final List<String> WITH_PIN = List.of("dht11", "dht22");

  /**
   * A sensor.
   *
   * @param kind in the configuration's words
   * @param id of a thermometer on the 1-wire bus; empty for none
   * @param line of a DHT's data; -1 for none
   * @param address on the I²C bus; -1 for none
   */
  public record Found(String kind, String id, int line, int address) {
    /**
     * A sensor that somebody names.
     *
     * @param pin of a DHT; else empty
     * @throws IllegalArgumentException where there is no such kind, or its pin is missing
     */
    public static Found named(String kind, String pin) {
      boolean isPart = KernelPart.byKind().containsKey(kind);
      if (!isPart && !kind.equals("ds18b20") && !WITH_PIN.contains(kind)) {
        throw new IllegalArgumentException(
            "'%s' is no kind of sensor that is wired; such are ds18b20, dht11, dht22, %s"
                .formatted(kind, String.join(", ", KernelPart.byKind().keySet())));
      }
      if (WITH_PIN.contains(kind) != pin.matches("\\d+")) {
        throw new IllegalArgumentException(
            WITH_PIN.contains(kind)
                ? "a " + kind + " needs its GPIO number: " + kind + ":12"
                : "a " + kind + " has no pin of its own: " + kind + " alone");
      }
      int address = isPart ? KernelPart.byKind().get(kind).address() : -1;
      return new Found(kind, "", pin.isEmpty() ? -1 : Integer.parseInt(pin), address);
    }

    /** The part on the I²C bus, if it is one. */
    public Optional<KernelPart> part() {
      return Optional.ofNullable(KernelPart.byKind().get(kind));
    }

    /** What the configuration has to say of it besides its kind, each as {@code key: value}. */
    public List<String> keys() {
      List<String> keys = new ArrayList<>();
      if (!id.isEmpty()) {
        keys.add("id: " + id);
      }
      if (line >= 0) {
        keys.add("pin: " + line);
      }
      part()
          .filter(part -> part.address() != address)
          .ifPresent(part -> keys.add("address: 0x%02x".formatted(address)));
      return keys;
    }
  }

  private FoundSensors() {}

  /** All that are there now, bus after bus. */
  public static List<Found> of(KernelFiles files) {
    List<Found> found = new ArrayList<>();
    thermometers(files).forEach(id -> found.add(new Found("ds18b20", id, -1, -1)));
    IioDevices.dhtLines(files).forEach(line -> found.add(new Found("dht22", "", line, -1)));
    files.list(I2C_DEVICES).forEach(device -> part(files, device).ifPresent(found::add));
    return found;
  }

  private static List<String> thermometers(KernelFiles files) {
    try {
      return new OneWire(files, () -> 0).thermometers();
    } catch (SensorException e) {
      return List.of(); // no bus
    }
  }

  /** A device such as {@code 1-0076} whose driver has found its part. */
  private static Optional<Found> part(KernelFiles files, String device) {
    if (!device.matches("\\d+-00[0-9a-f]{2}")) {
      return Optional.empty();
    }
    Set<String> names = new LinkedHashSet<>();
    for (String folder : List.of(I2C_DEVICES + device, I2C_DEVICES + device + "/hwmon")) {
      files.list(folder).stream()
          .filter(name -> name.matches("(iio:device|hwmon)\\d+"))
          .forEach(name -> names.add(read(files, folder + "/" + name + "/name")));
    }
    int address = Integer.parseInt(device.substring(device.length() - 2), 16);
    return KernelPart.byKind().entrySet().stream()
        .filter(entry -> entry.getValue().names().stream().anyMatch(names::contains))
        .findFirst()
        .map(entry -> new Found(entry.getKey(), "", -1, address));
  }

  private static String read(KernelFiles files, String path) {
    try {
      return files.read(path);
    } catch (IOException e) {
      return "";
    }
  }
}
