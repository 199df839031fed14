package hearth.runtime.panel;

import hearth.io.file.ServiceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The secret by which browsers are known again: 32 bytes in a file beside the users', which is
 * root's and read by the service, as theirs is. A service that may not write there makes one for as
 * long as it runs.
 */
public final class PanelKey {
  private static final int BYTES = 32;

  private final Path file;
  private final SecureRandom random;
  private byte[] key;
  private boolean isKept;
  private boolean isNew;

  /**
   * A secret, not read yet.
   *
   * @param passwordFile what it stands beside; null where there are no users
   */
  public PanelKey(Path passwordFile, SecureRandom random) {
    this.file = passwordFile == null ? null : passwordFile.resolveSibling("panel.key");
    this.random = random;
  }

  /** Reads it, or makes it where there is none; from any thread. */
  public synchronized byte[] get() {
    if (key == null) {
      readAnew();
    }
    return key.clone();
  }

  /** Looks whether somebody has made the file meanwhile. Blocks. */
  public synchronized void readAnew() {
    if (isKept) {
      return;
    }
    try {
      byte[] read = file == null ? new byte[0] : readOrMake();
      if (read.length == BYTES) {
        key = read;
        isKept = true;
        return;
      }
    } catch (IOException e) {
      // It is root's to make: 'hearth pair' does.
    }
    if (key == null) {
      key = fresh();
    }
  }

  private byte[] readOrMake() throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      byte[] made = fresh();
      ServiceFiles.ofMachine().writeSecret(file, made);
      isNew = true;
      return made;
    }
  }

  private byte[] fresh() {
    byte[] made = new byte[BYTES];
    random.nextBytes(made);
    return made;
  }

  /** Whether it was made just now: who runs already does not know it. */
  public synchronized boolean isNew() {
    return isNew;
  }

  /** Whether it outlives this process. */
  public synchronized boolean isKept() {
    return isKept;
  }
}
