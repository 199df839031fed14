package hearth.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private void assertOnlyFilesAre(int count) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(count, files.count());
    }
  }

  @Test
  void aFileIsWrittenAndReplaced() throws IOException {
    Path file = directory.resolve("passwords");
    AtomicFile.write(file, bytes("old and long"));
    AtomicFile.write(file, bytes("new"));

    assertEquals("new", Files.readString(file));
    assertEquals("rw-r--r--", mode(file));
    assertOnlyFilesAre(1);
  }

  @Test
  void aSecretIsPrivateFromTheStart() throws IOException {
    Path file = directory.resolve("passwords");
    AtomicFile.write(file, bytes("open"));
    ServiceFiles.ofMachine().writePrivate(file, bytes("secret"));

    assertEquals("rw-------", mode(file));
  }

  @Test
  void theModeIsKept() throws IOException {
    Path file = directory.resolve("acl");
    AtomicFile.write(file, bytes("old"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    AtomicFile.write(file, bytes("new"));

    assertEquals("rw-r-----", mode(file));
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path file = directory.resolve("real");
    Path link = directory.resolve("link");
    AtomicFile.write(file, bytes("old"));
    Files.createSymbolicLink(link, file);
    AtomicFile.write(link, bytes("new"));

    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
  }

  @Test
  void aFailureLeavesEverythingAsItWas() throws IOException {
    Path target = directory.resolve("target");
    Files.createDirectory(target);
    Files.createFile(target.resolve("occupied"));

    assertThrows(IOException.class, () -> AtomicFile.write(target, bytes("x")));
    assertOnlyFilesAre(1);
  }
}
