package hearth.runtime.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * A {@link SecureRandom} that takes its bytes from the kernel, as Java's own does, but without
 * looking for the security providers, which takes a tenth of a start.
 */
public final class LazySecureRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1;

  public LazySecureRandom() {
    super(new Late(), null);
  }

  private static final class Late extends SecureRandomSpi {
    @Serial private static final long serialVersionUID = 1;

    private SecureRandom made;

    private synchronized SecureRandom made() {
      if (made == null) {
        made = new SecureRandom();
      }
      return made;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      made().setSeed(seed);
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      try (InputStream kernel = new FileInputStream("/dev/urandom")) {
        kernel.readNBytes(bytes, 0, bytes.length);
      } catch (IOException e) {
        made().nextBytes(bytes); // a system that has none
      }
    }

    @Override
    protected byte[] engineGenerateSeed(int bytes) {
      return made().generateSeed(bytes);
    }
  }
}
