package hearth.drivers.sysfs;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.sysfs.KernelPart.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A part on the I²C bus through its kernel driver: all of its values, or why there are none. */
public final class KernelPartSensor implements BlockingSensor {
  private static final String I2C_DEVICES = "/sys/bus/i2c/devices/";
  private static final double OHM_PER_MICROOHM = 1e-6;

  private final KernelFiles files;
  private final KernelPart part;
  private final List<Value> values;
  private final int address;
  private final double shunt;
  private final LongSupplier nanoTime;

  /**
   * A sensor, whose part need not be there yet.
   *
   * @param values those of the part that are wanted
   * @param address on the bus
   * @param shunt the resistance of the board's shunt, Ω; of no matter to parts without one
   * @param nanoTime monotonic nanoseconds
   */
  public KernelPartSensor(
      KernelFiles files,
      KernelPart part,
      List<Value> values,
      int address,
      double shunt,
      LongSupplier nanoTime) {
    this.files = files;
    this.part = part;
    this.values = List.copyOf(values);
    this.address = address;
    this.shunt = shunt;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<Quantity> quantities() {
    return values.stream().map(Value::quantity).toList();
  }

  @Override
  public List<Reading> read() throws SensorException {
    String folder = folder();
    List<Reading> readings = new ArrayList<>();
    for (Value value : values) {
      double number = KernelNumber.whole(files, folder + "/" + value.attribute());
      double byShunt = value.goesByShunt() ? assumedShunt(folder) / shunt : 1;
      double inUnit = value.toUnit().applyAsDouble(number) * byShunt;
      readings.add(new Reading(value.quantity(), inUnit, nanoTime.getAsLong()));
    }
    return readings;
  }

  /** What the driver takes for the shunt, in a file of millionths of an ohm (ina2xx.c). */
  private double assumedShunt(String folder) throws SensorException {
    return KernelNumber.read(files, folder + "/shunt_resistor") * OHM_PER_MICROOHM;
  }

  /** The folder of the driver's device, below that of its address on whichever bus. */
  private String folder() throws SensorException {
    String suffix = "-%04x".formatted(address);
    return files.list(I2C_DEVICES).stream()
        .filter(device -> device.endsWith(suffix))
        .flatMap(device -> folders(I2C_DEVICES + device))
        .filter(this::isNamed)
        .findFirst()
        .orElseThrow(this::missing);
  }

  private Stream<String> folders(String device) {
    String parent = part.isHwmon() ? device + "/hwmon" : device;
    String prefix = part.isHwmon() ? "hwmon" : "iio:device";
    return files.list(parent).stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> parent + "/" + name);
  }

  private boolean isNamed(String folder) {
    try {
      return part.names().contains(files.read(folder + "/name"));
    } catch (IOException e) {
      return false;
    }
  }

  private SensorException missing() {
    String name = part.names().get(0);
    String line = part.configLine(address, values);
    String suffix = "-%04x".formatted(address);
    boolean isLoaded = files.list(I2C_DEVICES).stream().anyMatch(device -> device.endsWith(suffix));
    if (isLoaded) {
      return new SensorException(
          Reason.SILENT,
          "The driver of %s finds nothing at address 0x%02x. Check the wires SDA and SCL and the power, and the address with sudo i2cdetect -y 1."
              .formatted(name, address));
    }
    return new SensorException(
        Reason.NO_DRIVER,
        line.isEmpty()
            ? "The kernel does not know of %s. Put this line into /etc/udev/rules.d/60-hearth-i2c.rules and restart the Pi: %s"
                .formatted(name, part.udevRule(address))
            : "The kernel does not know of %s. Put this line into /boot/firmware/config.txt and restart the Pi: %s"
                .formatted(name, line));
  }
}
