package hearth.drivers.system;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the card of a machine has been through. The kernel has both in memory, so that nothing waits
 * for the card.
 *
 * @param written bytes since the machine was started, by all programs
 * @param lifeUsedPercent in tens, as an eMMC estimates it; null where the card does not, as SD
 *     cards
 */
public record CardWear(long written, Integer lifeUsedPercent) {
  /** The statistics of block devices count these, whatever a device has. */
  private static final int SECTOR = 512;

  private static final int SECTORS_WRITTEN = 6;

  /** The wear of the first card; null where the machine has none. */
  public static CardWear of(KernelFiles files) {
    for (String name : files.list("/sys/block")) {
      if (name.matches("mmcblk[0-9]+")) {
        return of(files, "/sys/block/" + name);
      }
    }
    return null;
  }

  private static CardWear of(KernelFiles files, String card) {
    try {
      // Documentation/block/stat.rst: the seventh field is write sectors.
      String[] statistics = files.read(card + "/stat").split(" +");
      long written = SECTOR * Long.parseLong(statistics[SECTORS_WRITTEN]);
      return new CardWear(written, lifeUsed(files, card + "/device/life_time"));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return null;
    }
  }

  /** Two estimates, of its two kinds of memory, in steps of a tenth: JESD84-B51, 7.4.32. */
  private static Integer lifeUsed(KernelFiles files, String path) {
    try {
      int worst =
          Arrays.stream(files.read(path).split(" ")).mapToInt(Integer::decode).max().orElse(0);
      return worst == 0 ? null : 10 * worst;
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }
}
