package hearth.runtime;

import java.io.Serial;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * A {@link SecureRandom} that is made when it is first asked for something: looking for the
 * security providers takes a tenth of a start, and many a broker never needs it.
 */
final class LateRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1;

  LateRandom() {
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
      made().nextBytes(bytes);
    }

    @Override
    protected byte[] engineGenerateSeed(int bytes) {
      return made().generateSeed(bytes);
    }
  }
}
