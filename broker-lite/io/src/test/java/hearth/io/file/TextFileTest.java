package hearth.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir private Path folder;

  @Test
  void marksAndLineEndsOfOtherSystemsAreTakenAway() throws IOException {
    assertEquals("anna: ü\nben\n", read("\uFEFFanna: ü\r\nben\r\n", StandardCharsets.UTF_8));
    assertEquals("a\nb\n", read("a\rb\r", StandardCharsets.UTF_8));
    assertEquals("", read("", StandardCharsets.UTF_8));
    assertEquals("", read("\uFEFF", StandardCharsets.UTF_8));
    assertEquals("a\uFEFFb", read("a\uFEFFb", StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNotUtf8SaysWhereAndNothingOfTheText() {
    String told = refusal("one\ngeheim: \u00FCber\n", StandardCharsets.ISO_8859_1);

    assertEquals("line 2 of it is not UTF-8; save it as UTF-8, in an editor with 'Save as'", told);
    assertFalse(told.contains("geheim"));
  }

  @Test
  void aLastCharacterThatIsCutOffIsNotUtf8() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {'a', (byte) 0xC3});

    assertTrue(
        assertThrows(IOException.class, () -> TextFile.read(file)).getMessage().contains("line 1"));
  }

  @Test
  void utf16AndBinaryFilesSayWhatTheyAre() {
    assertTrue(refusal("\uFEFFa", StandardCharsets.UTF_16LE).contains("UTF-16"));
    assertTrue(refusal("\uFEFFa", StandardCharsets.UTF_16BE).contains("UTF-16"));
    assertTrue(refusal("a\0b", StandardCharsets.UTF_8).contains("no text"));
  }

  /** Whatever somebody names in the place of a file: a disk's image, /dev/zero. */
  @Test
  void moreThanSuchAFileMayHaveIsRefused() throws IOException {
    Path fits =
        Files.write(folder.resolve("fits"), " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
    Path large =
        Files.write(
            folder.resolve("large"), " ".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8));

    assertEquals(1 << 20, TextFile.read(fits, 1 << 20).length());
    assertEquals(
        "it is larger than the 1 MB it may have",
        assertThrows(FileSystemException.class, () -> TextFile.read(large, 1 << 20)).getReason());
    assertEquals(
        "it is larger than the 8 MB it may have",
        assertThrows(FileSystemException.class, () -> TextFile.read(Path.of("/dev/zero")))
            .getReason());
  }

  @Test
  void aFolderAndNothingAreToldApart() {
    assertThrows(NoSuchFileException.class, () -> TextFile.read(folder.resolve("none")));
    assertEquals(
        "it is a folder, not a file",
        assertThrows(FileSystemException.class, () -> TextFile.read(folder)).getReason());
  }

  private String read(String text, Charset charset) throws IOException {
    return TextFile.read(Files.write(folder.resolve("file"), text.getBytes(charset)));
  }

  private String refusal(String text, Charset charset) {
    return assertThrows(NotTextException.class, () -> read(text, charset)).getMessage();
  }
}
