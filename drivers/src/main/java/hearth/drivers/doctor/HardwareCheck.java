package hearth.drivers.doctor;

import hearth.drivers.board.Board;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.iio.IioDevices;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.onewire.OneWire;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.system.UnderVoltageSensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Looks at the hardware of a running machine: the board, its chips and who has their lines, what
 * the firmware loads, the sensors that are wired and how they are, the supply. Opens no pin and
 * changes nothing; takes a second for each thermometer, so it is for a thread that may wait.
 */
public final class HardwareCheck {
  private final KernelFiles files;
  private final LongSupplier nanoTime;
  private final List<Finding> findings = new ArrayList<>();

  private HardwareCheck(KernelFiles files, LongSupplier nanoTime) {
    this.files = files;
    this.nanoTime = nanoTime;
  }

  /**
   * Everything that was found, good and bad, in the order of looking.
   *
   * @param nanoTime monotonic nanoseconds
   */
  public static List<Finding> of(KernelFiles files, LongSupplier nanoTime) {
    HardwareCheck check = new HardwareCheck(files, nanoTime);
    check.board();
    if (!Board.of(files).isRaspberryPi()) {
      // Chips, buses and a supply that nothing is wired to give no reason for advice.
      return check.findings;
    }
    check.pins();
    check.owners();
    check.thermometers();
    check.iio();
    check.supply();
    return check.findings;
  }

  private void board() {
    Board board = Board.of(files);
    if (!board.isRaspberryPi()) {
      note("board", "This machine is no Raspberry Pi.");
      return;
    }
    note("board", board.model());
    ConfigTxt config = ConfigTxt.of(files, board);
    if (config.isKnown()) {
      note("firmware", "config.txt loads: " + joined(config.overlayNames()));
    } else {
      warning("firmware", "There is no config.txt: overlays have to be loaded in another way.");
    }
  }

  private void pins() {
    List<String> devices =
        files.list("/dev").stream().filter(name -> name.startsWith("gpiochip")).toList();
    if (devices.isEmpty()) {
      warning("pins", "The kernel offers no pins: there is no /dev/gpiochip0.");
      return;
    }
    note("pins", "chips: " + joined(PinOwnership.chipLabels(files)));
    List<String> closed =
        devices.stream().filter(device -> !files.isWritable("/dev/" + device)).toList();
    if (!closed.isEmpty()) {
      error(
          "pins",
          "This account may not use /dev/%s. Put it into the group gpio and log in again: sudo usermod -aG gpio $USER"
              .formatted(String.join(", /dev/", closed)));
    }
  }

  private void owners() {
    Optional<List<String>> owned = PinOwnership.owners(files);
    if (owned.isPresent()) {
      note("pins", "in use: " + joined(owned.get()));
    } else {
      note("pins", "Who has which pin is told to root only: sudo hearth doctor, or gpioinfo.");
    }
  }

  private void thermometers() {
    OneWire oneWire = new OneWire(files, nanoTime);
    List<String> ids;
    int phantoms;
    try {
      ids = oneWire.thermometers();
      phantoms = oneWire.phantoms();
    } catch (SensorException e) {
      note("1-wire", e.getMessage());
      return;
    }
    if (phantoms > 0) {
      error(
          "1-wire",
          "The bus shows sensors that do not exist (00-…): the resistor of 4.7 kΩ between data and 3.3 V is missing.");
    } else if (ids.isEmpty()) {
      warning(
          "1-wire",
          "The bus is there and no sensor answers. Check the wires and the pin of dtoverlay=w1-gpio.");
    }
    if (ids.size() > 1 && !mayConvertTogether()) {
      warning(
          "1-wire",
          "This account may not start a common conversion, so that each thermometer takes its own 0.75 s. Give the group gpio the right to write /sys/bus/w1/devices/w1_bus_master1/therm_bulk_read.");
    }
    ids.forEach(id -> health(id, oneWire.thermometer(id)));
  }

  private boolean mayConvertTogether() {
    String devices = "/sys/bus/w1/devices/";
    return files.list(devices).stream()
        .anyMatch(name -> files.isWritable(devices + name + "/therm_bulk_read"));
  }

  private void health(String name, BlockingSensor sensor) {
    try {
      String values =
          sensor.read().stream().map(HardwareCheck::text).collect(Collectors.joining(", "));
      note(name, values);
    } catch (SensorException e) {
      error(name, e.getMessage());
    }
  }

  private static String text(Reading reading) {
    return String.format(Locale.ROOT, "%.1f %s", reading.value(), reading.quantity().unit());
  }

  private void iio() {
    List<String> names = IioDevices.names(files);
    if (!names.isEmpty()) {
      note("iio", "devices: " + joined(names));
    }
  }

  private void supply() {
    List<Reading> readings;
    try {
      readings = new UnderVoltageSensor(files, nanoTime).read();
    } catch (SensorException e) {
      note("supply", e.getMessage());
      return;
    }
    if (readings.get(0).value() > 0) {
      error(
          "supply",
          "The voltage is too low right now. Use the supply of the Raspberry Pi and a short cable, and give relays a supply of their own.");
    } else if (readings.get(1).value() > 0) {
      warning(
          "supply",
          "The voltage was too low since the start. Use the supply of the Raspberry Pi and a short cable.");
    } else {
      note("supply", "The voltage is right.");
    }
  }

  private static String joined(List<String> items) {
    return items.isEmpty() ? "nothing" : String.join(", ", items);
  }

  private void note(String what, String text) {
    findings.add(new Finding(Severity.NOTE, what, text));
  }

  private void warning(String what, String text) {
    findings.add(new Finding(Severity.WARNING, what, text));
  }

  private void error(String what, String text) {
    findings.add(new Finding(Severity.ERROR, what, text));
  }
}
