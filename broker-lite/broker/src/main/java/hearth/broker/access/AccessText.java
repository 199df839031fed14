package hearth.broker.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads the small line-based files of this package. */
final class AccessText {
  private AccessText() {}

  /**
   * The lines of a file, without their ends.
   *
   * @param ifMissing what to do where there is no such file, a sentence
   */
  static List<String> lines(Path file, String ifMissing) throws AccessFileException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new AccessFileException(file, "there is no such file; " + ifMissing);
    } catch (AccessDeniedException e) {
      throw new AccessFileException(
          file, "no permission to read it; for the service: sudo chgrp hearth, and sudo chmod g+r");
    } catch (IOException e) {
      throw new AccessFileException(file, "cannot be read: " + e.getMessage());
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.lines().toList();
    } catch (CharacterCodingException e) {
      throw new AccessFileException(file, "is not UTF-8 text; save it as UTF-8");
    }
  }
}
