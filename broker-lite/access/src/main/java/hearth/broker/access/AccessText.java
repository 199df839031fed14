package hearth.broker.access;

import hearth.io.file.TextFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
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
    try {
      return TextFile.read(file).lines().toList();
    } catch (NoSuchFileException e) {
      throw new AccessFileException(file, "there is no such file; " + ifMissing);
    } catch (AccessDeniedException e) {
      throw new AccessFileException(
          file, "no permission to read it; for the service: sudo chgrp hearth, and sudo chmod g+r");
    } catch (FileSystemException e) {
      throw new AccessFileException(file, "cannot be read: " + e.getReason());
    } catch (IOException e) {
      throw new AccessFileException(file, "cannot be read: " + e.getMessage());
    }
  }
}
