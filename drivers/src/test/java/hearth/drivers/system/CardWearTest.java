package hearth.drivers.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hearth.drivers.kernel.MountedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardWearTest {
  @TempDir private Path root;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void anSdCardSaysWhatWasWritten() throws IOException {
    file("sys/block/loop0/stat", "1 1 1 1 1 1 1 1 1 1 1\n");
    file(
        "sys/block/mmcblk0/stat",
        "   10000     3000   900000    20000     5000     2000   160000    90000        0 ...\n");

    assertEquals(new CardWear(160_000 * 512L, null), CardWear.of(new MountedFiles(root)));
  }

  @Test
  void anEmmcSaysHowMuchOfItsLifeIsUsedToo() throws IOException {
    file("sys/block/mmcblk0/stat", "1 1 1 1 1 1 2 1 1 1 1\n");
    file("sys/block/mmcblk0boot0/stat", "1 1 1 1 1 1 9 1 1 1 1\n");
    file("sys/block/mmcblk0/device/life_time", "0x02 0x03\n");

    assertEquals(new CardWear(1024, 30), CardWear.of(new MountedFiles(root)));
  }

  @Test
  void anEstimateThatIsNotDefinedIsNone() throws IOException {
    file("sys/block/mmcblk0/stat", "1 1 1 1 1 1 2 1 1 1 1\n");
    file("sys/block/mmcblk0/device/life_time", "0x00 0x00\n");

    assertEquals(new CardWear(1024, null), CardWear.of(new MountedFiles(root)));
  }

  @Test
  void aMachineWithoutACardHasNone() throws IOException {
    file("sys/block/sda/stat", "1 1 1 1 1 1 2 1 1 1 1\n");

    assertNull(CardWear.of(new MountedFiles(root)));
  }
}
