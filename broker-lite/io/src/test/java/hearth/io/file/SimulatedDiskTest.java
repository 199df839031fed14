package hearth.io.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
  private static final String WRITTEN = "abcdefghijklmnopqrstuvwxyz";

  @Test
  void aDiskThatWritesInOrderLosesTheEndAloneOfWhatWasNotForced() throws IOException {
    TreeSet<Integer> lengths = new TreeSet<>();
    for (int seed = 0; seed < 200; seed++) {
      String left = leftByPowerCut(seed);
      assertEquals(WRITTEN.substring(0, left.length()), left, "seed " + seed);
      lengths.add(left.length());
    }
    assertEquals(1, lengths.first(), "all that was not forced may be lost");
    assertEquals(WRITTEN.length(), lengths.last(), "and all may be kept");
    assertTrue(lengths.size() > 2, "and a part");
  }

  /** The first letter is forced, the others are not. */
  private static String leftByPowerCut(int seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Random(seed));
    disk.losesOnlyTheEnd();
    DiskFile file = disk.create("f");
    for (int i = 0; i < WRITTEN.length(); i++) {
      file.write(ByteBuffer.wrap(WRITTEN.substring(i, i + 1).getBytes(US_ASCII)), i);
      if (i == 0) {
        file.force();
        disk.force();
      }
    }
    disk.restart();
    return new String(disk.content("f"), US_ASCII);
  }
}
