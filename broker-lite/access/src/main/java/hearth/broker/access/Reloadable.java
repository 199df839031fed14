package hearth.broker.access;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Objects;

/**
 * Something read from files that are changed while the broker runs: users, access rules, the TLS
 * context of certificates. A reload that fails keeps what was there before, whole. {@link #current}
 * may be asked from any thread, {@link #reload} reads files and belongs on a worker.
 */
public final class Reloadable<T> {
  /** Reads all of it anew. */
  public interface Reader<T> {
    T read() throws AccessFileException, IOException, GeneralSecurityException;
  }

  private final String name;
  private final Reader<T> reader;
  private volatile T current;

  /**
   * Reads it for the first time.
   *
   * @param name what it is, for messages, as {@code the access control file}
   * @throws AccessFileException as the reader does: there is nothing yet to fall back on
   */
  public Reloadable(String name, Reader<T> reader)
      throws AccessFileException, IOException, GeneralSecurityException {
    this.name = name;
    this.reader = reader;
    this.current = Objects.requireNonNull(reader.read());
  }

  /** What was last read without failure. */
  public T current() {
    return current;
  }

  /**
   * Reads it again.
   *
   * @return null where it is new now; otherwise why the old stays in use, for the log
   */
  public String reload() {
    try {
      current = Objects.requireNonNull(reader.read());
      return null;
    } catch (AccessFileException | IOException | GeneralSecurityException e) {
      return name + " cannot be reloaded, so the old state stays in use: " + e.getMessage();
    }
  }
}
