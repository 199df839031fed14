package hearth.drivers.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The files by which the kernel shows its devices: {@code /sys}, {@code /proc}, {@code /dev}. Paths
 * are written absolute, as on the machine, and stand below whatever root the implementation has:
 * the machine itself, a recorded tree, or simulated parts.
 *
 * <p>Failures are those of the system calls, with Java's messages: {@code Input/output error} is
 * EIO, {@code Connection timed out} is ETIMEDOUT.
 */
public interface KernelFiles {
  /**
   * The whole of a file; may block as long as the part behind it takes to answer.
   *
   * @throws java.nio.file.NoSuchFileException where it is not there
   * @throws java.nio.file.AccessDeniedException where the account may not read it
   */
  byte[] readBytes(String path) throws IOException;

  /** The whole of a text file without the space and line ends around it. */
  default String read(String path) throws IOException {
    return new String(readBytes(path), StandardCharsets.UTF_8).strip();
  }

  /** Writes to a file that is there, in one call as the kernel's attributes need it. */
  void write(String path, String text) throws IOException;

  /** The names in a folder, sorted; empty where it is not there or cannot be read. */
  List<String> list(String folder);

  /** Whether there is such a file or folder. */
  boolean exists(String path);

  /** Whether the account may write the file; false where there is none. */
  boolean isWritable(String path);
}
