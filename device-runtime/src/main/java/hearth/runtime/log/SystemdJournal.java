package hearth.runtime.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * systemd's journal as the reader of the standard error stream. It takes a number in angle brackets
 * at the start of a line for the line's priority, sd-daemon(3); without one, a line is as important
 * as any other.
 */
public final class SystemdJournal {
  /** The priority of an error, in syslog's numbers. */
  public static final int ERROR = 3;

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private SystemdJournal() {}

  /** Whether it reads the standard error stream of this process. */
  public static boolean listens() {
    return listens(System.getenv("JOURNAL_STREAM"), STANDARD_ERROR);
  }

  /**
   * A terminal that a service has started inherits the variable, too; so its device and inode are
   * compared, as systemd.exec(5) wants it.
   *
   * @param stream the value of JOURNAL_STREAM, or null
   */
  static boolean listens(String stream, Path standardError) {
    if (stream == null) {
      return false;
    }
    try {
      Map<String, Object> file = Files.readAttributes(standardError, "unix:dev,ino");
      return stream.equals(file.get("dev") + ":" + file.get("ino"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** A text whose every line has the priority. */
  public static String lines(int priority, String text) {
    String start = "<" + priority + ">";
    return start + text.replace("\n", "\n" + start);
  }
}
