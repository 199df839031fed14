package hearth.drivers.onewire;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One bus of the kernel and the conversion that its thermometers share.
 *
 * <p>A write to {@code therm_bulk_read} makes all of them convert and blocks for the time of one
 * conversion; the next read of each then only fetches its memory, however long ago that was. So a
 * result that nobody fetched in time is never fetched later as fresh: a new conversion replaces it.
 */
final class OneWireBus {
  /** How long after a conversion its results still are the present. */
  private static final long FRESH_NANOS = 2_000_000_000L;

  private final String folder;
  private final KernelFiles files;
  private final LongSupplier nanoTime;

  /** Thermometers that have converted and were not read since, with the time. */
  private final Map<String, Long> converted = new HashMap<>();

  OneWireBus(String name, KernelFiles files, LongSupplier nanoTime) {
    this.folder = OneWire.DEVICES + name;
    this.files = files;
    this.nanoTime = nanoTime;
  }

  /** The identifiers of all that answers on the bus. */
  List<String> slaves() {
    try {
      // An empty bus has the line "not found." here.
      return files.read(folder + "/w1_master_slaves").lines().filter(s -> s.contains("-")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  List<String> thermometers() {
    return slaves().stream().filter(id -> ThermometerFamily.of(id).isPresent()).toList();
  }

  int phantoms() {
    return (int) slaves().stream().filter(id -> id.startsWith("00-")).count();
  }

  /**
   * Sees to it that the next read of this thermometer gives a fresh value, with one conversion for
   * all where the kernel can. Where it cannot, the read itself converts.
   */
  void convertFor(String id) {
    Long when = converted.remove(id);
    if (when != null && nanoTime.getAsLong() - when <= FRESH_NANOS) {
      return;
    }
    List<String> together = thermometers().stream().filter(OneWireBus::convertsInBulk).toList();
    // The kernel makes this file on one of several buses only, and lets only its group write it.
    String trigger = folder + "/therm_bulk_read";
    boolean alone = together.size() < 2 && when == null && !holdsOldResults(trigger);
    if (alone || !together.contains(id) || !files.isWritable(trigger)) {
      return;
    }
    try {
      files.write(trigger, "trigger\n");
    } catch (IOException e) {
      return;
    }
    long now = nanoTime.getAsLong();
    together.forEach(each -> converted.put(each, now));
    converted.remove(id);
  }

  /** Whether an earlier run, or another program, had them convert and left before it read all. */
  private boolean holdsOldResults(String trigger) {
    try {
      return files.read(trigger).equals("1");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean convertsInBulk(String id) {
    return ThermometerFamily.of(id).map(ThermometerFamily::convertsInBulk).orElse(false);
  }
}
