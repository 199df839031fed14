package hearth.drivers.sysfs;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Any number that the kernel shows in a file: the processor's temperature, a BME280, SHT31 or
 * BH1750 through its kernel driver.
 *
 * <p>The reading is {@code number × scale + offset}. For an IIO attribute that ends with {@code
 * _raw}, the number is first made whole with the driver's own {@code _offset} and {@code _scale}:
 * {@code (raw + offset) × scale}, as the kernel's ABI says.
 */
public final class NumberSensor implements BlockingSensor {
  private final KernelFiles files;
  private final NumberLocation location;
  private final Quantity quantity;
  private final double scale;
  private final double offset;
  private final LongSupplier nanoTime;

  /**
   * A sensor, whose device need not be there yet.
   *
   * @param quantity what the scaled number means
   * @param scale 0.001 for the kernel's thousandths of a degree
   * @param nanoTime monotonic nanoseconds
   */
  public NumberSensor(
      KernelFiles files,
      NumberLocation location,
      Quantity quantity,
      double scale,
      double offset,
      LongSupplier nanoTime) {
    this.files = files;
    this.location = location;
    this.quantity = quantity;
    this.scale = scale;
    this.offset = offset;
    this.nanoTime = nanoTime;
  }

  /**
   * The temperature of the Pi's processor.
   *
   * @param nanoTime monotonic nanoseconds
   */
  public static NumberSensor processorTemperature(KernelFiles files, LongSupplier nanoTime) {
    NumberLocation zone = NumberLocation.thermal("cpu-thermal");
    return new NumberSensor(files, zone, Quantity.TEMPERATURE, 0.001, 0, nanoTime);
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(quantity);
  }

  @Override
  public List<Reading> read() throws SensorException {
    String path =
        location
            .find(files)
            .orElseThrow(
                () ->
                    new SensorException(
                        Reason.NO_SUCH_SENSOR,
                        "There is no %s. Is its overlay in /boot/firmware/config.txt, and the part wired to the right bus?"
                            .formatted(location)));
    double value = KernelNumber.whole(files, path) * scale + offset;
    return List.of(new Reading(quantity, value, nanoTime.getAsLong()));
  }
}
