package hearth.drivers.simulated;

import hearth.drivers.onewire.ThermometerFamily;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A 1-wire bus as the kernel shows it below {@code /sys/bus/w1/devices}, with the ways of the real
 * one: a bulk conversion takes exactly the word {@code trigger} and a line end, what it measured is
 * fetched by the next read of each thermometer however late that comes, and {@code not found.} is
 * what an empty bus has in its list. Of several buses only that of the first thermometer has the
 * file of bulk conversions, and it goes with the last thermometer, if that is on the same bus
 * (w1_therm_add_slave() and w1_therm_remove_slave() in drivers/w1/slaves/w1_therm.c).
 */
public final class SimulatedOneWireBus {
  private static final String DEVICES = "/sys/bus/w1/devices/";

  private final SimulatedFiles files;
  private final String folder;
  private final Map<String, SimulatedThermometer> thermometers = new LinkedHashMap<>();
  private int phantoms;
  private int bulkConversions;

  /**
   * Adds a bus to the files.
   *
   * @param number 1 for the first
   */
  public SimulatedOneWireBus(SimulatedFiles files, int number) {
    this.files = files;
    this.folder = DEVICES + "w1_bus_master" + number;
    files.attribute(folder + "/w1_master_slaves", this::list, null);
  }

  /**
   * Wires a thermometer.
   *
   * @param id such as {@code 28-0000052a1b2c}
   */
  public synchronized SimulatedThermometer plug(String id) {
    ThermometerFamily family =
        ThermometerFamily.of(id)
            .orElseThrow(
                () -> new IllegalArgumentException("'%s' is no thermometer".formatted(id)));
    SimulatedThermometer part = new SimulatedThermometer(id);
    thermometers.put(id, part);
    files.attribute(DEVICES + id + "/w1_slave", part::slaveFile, null);
    if (family.hasResolution()) {
      // w1_therm_family_10 has no such attribute (drivers/w1/slaves/w1_therm.c).
      files.attribute(
          DEVICES + id + "/resolution", () -> text(part.shownResolution()), part::setResolution);
    }
    if (family.convertsInBulk() && bulkReaders() == 1) {
      files.attribute(folder + "/therm_bulk_read", this::bulkState, this::bulk);
    }
    return part;
  }

  /** Those that convert in bulk, on all buses: w1_therm counts them together. */
  private long bulkReaders() {
    return files.list(DEVICES).stream()
        .filter(
            id -> ThermometerFamily.of(id).filter(ThermometerFamily::convertsInBulk).isPresent())
        .count();
  }

  /** Takes a thermometer away, and the kernel has noticed. */
  public synchronized void unplug(String id) {
    thermometers.remove(id);
    files.remove(DEVICES + id);
    if (bulkReaders() == 0) {
      files.remove(folder + "/therm_bulk_read");
    }
  }

  /** Shows sensors that do not exist, as a bus without its resistor does. */
  public synchronized void phantoms(int count) {
    phantoms = count;
  }

  /** How often all converted together; each time the writer waited for up to 750 ms. */
  public synchronized int bulkConversions() {
    return bulkConversions;
  }

  private synchronized byte[] list() {
    String list =
        Stream.concat(
                thermometers.keySet().stream(),
                IntStream.rangeClosed(1, phantoms).mapToObj(i -> "00-%x00000000000".formatted(i)))
            .collect(Collectors.joining("\n"));
    return text(list.isEmpty() ? "not found." : list);
  }

  private synchronized byte[] bulkState() {
    boolean waiting =
        thermometers.values().stream().anyMatch(SimulatedThermometer::isWaitingToBeRead);
    return text(waiting ? 1 : 0);
  }

  private synchronized void bulk(String command) {
    if (!command.equals("trigger\n")) {
      return;
    }
    bulkConversions++;
    thermometers.values().stream()
        .filter(part -> ThermometerFamily.of(part.id()).orElseThrow().convertsInBulk())
        .forEach(SimulatedThermometer::convertInBulk);
  }

  private static byte[] text(Object line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
