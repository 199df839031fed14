package hearth.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnersTest {
  private static final Owners SOMEBODY_ELSE = new Owners(Set.of(54_321));

  @TempDir Path directory;
  private Path folder;
  private Path file;
  private Path link;
  private final Owners own = Owners.own(Set.of());

  @BeforeEach
  void aLinkInAFolder() throws IOException {
    directory = directory.toRealPath();
    folder = Files.createDirectory(directory.resolve("folder"));
    file = Files.writeString(directory.resolve("file"), "x");
    link = Files.createSymbolicLink(folder.resolve("link"), file);
  }

  private void mode(int mode) throws IOException {
    Files.setAttribute(folder, "unix:mode", mode);
  }

  @Test
  void noLinkOfSomebodyElseIsFollowedOutOfASharedFolder() throws IOException {
    mode(01777);
    assertThrows(FileSystemException.class, () -> SOMEBODY_ELSE.target(link));
    assertEquals(file, own.target(link));
    mode(0755);
    assertEquals(file, SOMEBODY_ELSE.target(link));
  }

  @Test
  void whatIsNotThereYetIsItsOwnEnd() throws IOException {
    assertEquals(folder.resolve("new"), own.target(folder.resolve("new")));
  }

  @Test
  void onlyARegularFileOfTheirsThatIsNotLargeIsOpened() throws Exception {
    assertTrue(own.have(file, 1));
    assertFalse(own.have(file, 0));
    assertFalse(own.have(folder, 1_000_000));
    assertFalse(own.have(directory.resolve("none"), 1));
    assertFalse(SOMEBODY_ELSE.have(file, 1));
    Path fifo = folder.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertFalse(own.have(fifo, 1));
  }

  @Test
  void noFileIsThatOthersCanExchange() throws IOException {
    Path inside = Files.writeString(folder.resolve("inside"), "x");
    assertTrue(own.have(inside, 1));
    mode(0777);
    assertFalse(own.have(inside, 1));
    mode(01777);
    assertTrue(own.have(inside, 1));
  }
}
