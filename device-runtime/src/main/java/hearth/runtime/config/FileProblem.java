package hearth.runtime.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says what is wrong with a file in words; Java's exceptions often hold nothing but its name. */
public final class FileProblem {
  private FileProblem() {}

  /** What is wrong with a file that is read, without its name. */
  public static String describe(IOException problem) {
    return problem instanceof AccessDeniedException
        ? "permission denied; try it with sudo, or give this user the right"
        : reason(problem);
  }

  /** What is wrong with a file that is read or written, without its name and without advice. */
  public static String reason(IOException problem) {
    if (problem instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (problem instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (problem instanceof FileAlreadyExistsException) {
      return "it is there already";
    }
    if (problem instanceof NotDirectoryException) {
      return "it is no folder";
    }
    if (problem instanceof CharacterCodingException) {
      return "it is not UTF-8 text; save it as UTF-8";
    }
    if (problem instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    return problem.getMessage() == null ? "it cannot be read or written" : problem.getMessage();
  }

  /** The same with the name of the file, where it is known. */
  public static String withName(IOException problem) {
    return problem instanceof FileSystemException named && named.getFile() != null
        ? named.getFile() + ": " + reason(problem)
        : reason(problem);
  }
}
