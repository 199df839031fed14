package hearth.runtime.config;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sysfs.KernelPart;
import hearth.drivers.sysfs.NumberLocation;
import hearth.drivers.system.SystemSensor;
import java.nio.file.Path;
import java.util.List;

/** Where a sensor's readings come from. */
public sealed interface SensorSource {
  /**
   * A DS18B20 or another thermometer of its family on a 1-wire bus.
   *
   * @param id as the kernel names it, such as {@code 28-0316a2f4c8ff}; null for the only one wired
   * @param pin the GPIO number of its bus, for the plan; null where the file does not say. What the
   *     kernel uses is up to config.txt
   * @param resolution in bits, 9 to 12; 0 leaves it as the part has it
   */
  record Ds18b20(String id, Integer pin, int resolution) implements SensorSource {}

  /**
   * A DHT11 or DHT22, which measures temperature and humidity.
   *
   * @param pin the GPIO number of its data line, which its overlay has where there is one
   */
  record Dht(int pin) implements SensorSource {}

  /** A number in a file of the kernel: the published value is {@code number × scale + offset}. */
  record Number(NumberLocation location, Quantity quantity, double scale, double offset)
      implements SensorSource {}

  /**
   * A part on the I²C bus with a driver of the kernel.
   *
   * @param values those of its values that are wanted
   * @param address on the bus
   * @param shunt of a part that measures current, in Ω
   */
  record Part(KernelPart part, List<KernelPart.Value> values, int address, double shunt)
      implements SensorSource {
    /** The line of config.txt that brings its driver; empty where a rule of udev does. */
    public String configLine() {
      return part.configLine(address, values);
    }

    /** The rule of udev that brings its driver; empty where config.txt does. */
    public String udevRule() {
      return part.udevRule(address);
    }
  }

  /** Something about the machine. */
  record Machine(SystemSensor.Metric metric) implements SensorSource {}

  /**
   * How full a file system is.
   *
   * @param folder any on it
   */
  record Disk(Path folder) implements SensorSource {}

  /** Whether the Pi's supply is too weak, now and since the start. */
  record UnderVoltage() implements SensorSource {}

  /** How often the device has lost its broker and found it again since the program started. */
  record Reconnects() implements SensorSource {}

  /** Whether it is there without anything wired, on every machine. */
  default boolean isOfTheMachine() {
    return !(this instanceof Ds18b20 || this instanceof Dht || this instanceof Part);
  }
}
