package hearth.drivers.onewire;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The 1-wire buses of this machine and the thermometers on them, through the files of the kernel's
 * w1_therm. One instance serves all thermometers, so that those on one bus convert together.
 *
 * <p>For one thread at a time: the one on which sensors may block.
 */
public final class OneWire {
  static final String DEVICES = "/sys/bus/w1/devices/";
  private static final String MASTER = "w1_bus_master";

  private final KernelFiles files;
  private final LongSupplier nanoTime;
  private final Map<String, OneWireBus> buses = new HashMap<>();

  /**
   * The buses as the kernel shows them.
   *
   * @param nanoTime monotonic nanoseconds, for readings and for the age of conversions
   */
  public OneWire(KernelFiles files, LongSupplier nanoTime) {
    this.files = files;
    this.nanoTime = nanoTime;
  }

  /**
   * The identifiers of all thermometers that are wired now, bus after bus. Phantoms, which a bus
   * without its resistor shows as {@code 00-…}, are left out.
   *
   * @throws SensorException where the machine has no 1-wire bus
   */
  public List<String> thermometers() throws SensorException {
    List<String> found = new ArrayList<>();
    for (OneWireBus bus : buses()) {
      found.addAll(bus.thermometers());
    }
    return found;
  }

  /**
   * How many phantoms the buses show: more than none means a missing resistor.
   *
   * @throws SensorException where the machine has no 1-wire bus
   */
  public int phantoms() throws SensorException {
    int count = 0;
    for (OneWireBus bus : buses()) {
      count += bus.phantoms();
    }
    return count;
  }

  /**
   * A thermometer, which need not be there yet.
   *
   * @param id such as {@code 28-0000052a1b2c}
   * @throws IllegalArgumentException where no thermometer has such an identifier
   */
  public BlockingSensor thermometer(String id) {
    return thermometer(id, OneWireThermometer.OWN_RESOLUTION);
  }

  /**
   * A thermometer with a resolution, which need not be there yet. Each bit less halves the time of
   * a conversion: 750 ms at 12 bits (1/16 °C), 94 ms at 9 bits (1/2 °C). It is set after the first
   * good measurement and again whenever the part has lost it; where this account may not write it,
   * the part keeps its own.
   *
   * @param id such as {@code 28-0000052a1b2c}
   * @param bits 9 to 12, or 0 for the one that it has
   * @throws IllegalArgumentException where no thermometer has such an identifier or resolution
   */
  public BlockingSensor thermometer(String id, int bits) {
    ThermometerFamily family =
        ThermometerFamily.of(id)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'%s' is no thermometer: identifiers begin with 10-, 22-, 28-, 3b- or 42-"
                            .formatted(id)));
    if (bits != OneWireThermometer.OWN_RESOLUTION && (bits < 9 || bits > 12)) {
      throw new IllegalArgumentException("a resolution has 9 to 12 bits, not " + bits);
    }
    return new OneWireThermometer(id, family, bits, this, files, nanoTime);
  }

  /** The bus that has the sensor now. */
  OneWireBus busOf(String id) throws SensorException {
    List<OneWireBus> all = buses();
    int phantoms = 0;
    for (OneWireBus bus : all) {
      if (bus.slaves().contains(id)) {
        return bus;
      }
      phantoms += bus.phantoms();
    }
    throw new SensorException(Reason.NO_SUCH_SENSOR, noSuchSensor(id, phantoms, thermometers()));
  }

  private static String noSuchSensor(String id, int phantoms, List<String> found) {
    if (phantoms > 0) {
      return "%s does not answer, and the bus shows sensors that do not exist (00-…): the resistor of 4.7 kΩ between data and 3.3 V is missing."
          .formatted(id);
    }
    if (found.isEmpty()) {
      return "%s does not answer, nor does any other sensor. Check its wires, and that the data wire is on the pin of dtoverlay=w1-gpio (GPIO4 unless it says gpiopin=...)."
          .formatted(id);
    }
    return "%s does not answer. These do: %s. Check its wires and its identifier."
        .formatted(id, String.join(", ", found));
  }

  private List<OneWireBus> buses() throws SensorException {
    List<OneWireBus> found = new ArrayList<>();
    for (String name : files.list(DEVICES)) {
      if (name.startsWith(MASTER)) {
        found.add(buses.computeIfAbsent(name, n -> new OneWireBus(n, files, nanoTime)));
      }
    }
    if (found.isEmpty()) {
      throw new SensorException(
          Reason.NO_DRIVER,
          "This machine has no 1-wire bus. Put the line dtoverlay=w1-gpio into /boot/firmware/config.txt and restart the Pi.");
    }
    return found;
  }
}
