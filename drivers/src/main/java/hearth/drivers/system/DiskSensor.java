package hearth.drivers.system;

import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.ReadFaults;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/** How much of a file system is used, in percent of what an ordinary account may use. */
public final class DiskSensor implements BlockingSensor {
  /** What it measures. */
  public static final Quantity USED = new Quantity("disk_used", "%");

  private final Path folder;
  private final LongSupplier nanoTime;

  /**
   * A sensor.
   *
   * @param folder any on the file system
   * @param nanoTime monotonic nanoseconds
   */
  public DiskSensor(Path folder, LongSupplier nanoTime) {
    this.folder = folder;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(USED);
  }

  @Override
  public List<Reading> read() throws SensorException {
    try {
      var store = Files.getFileStore(folder);
      double used = store.getTotalSpace() - store.getUnallocatedSpace();
      double percent = 100 * used / (used + store.getUsableSpace());
      return List.of(new Reading(USED, percent, nanoTime.getAsLong()));
    } catch (IOException e) {
      throw ReadFaults.of(e, "The file system of " + folder, "Is it mounted?");
    }
  }
}
