package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawCommandLineTest {
  @TempDir private Path folder;

  @Test
  void bytesOfAnotherCharacterSetAreNotText() throws IOException {
    byte[] latin1 = "java\0-t\0k\u00fcche\0".getBytes(StandardCharsets.ISO_8859_1);
    Path cmdline = Files.write(folder.resolve("cmdline"), latin1);
    assertFalse(RawCommandLine.isUtf8(new String[] {"-t", "k\uFFFDche"}, cmdline));
  }

  @Test
  void aReplacementCharacterMayBeMeant() throws IOException {
    Path cmdline = Files.writeString(folder.resolve("cmdline"), "java\0-m\0\uFFFD\0");
    assertTrue(RawCommandLine.isUtf8(new String[] {"-m", "\uFFFD"}, cmdline));
    assertTrue(RawCommandLine.isUtf8(new String[] {"-m", "\uFFFD"}, folder.resolve("none")));
    assertTrue(RawCommandLine.isUtf8(new String[] {"-m", "gr\u00fcn"}, folder.resolve("none")));
  }
}
