package hearth.broker.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.function.Supplier;

/**
 * Names that strangers choose, as numbers: what is remembered of them takes the same few bytes
 * however long they are. Keyed, so that nobody finds two names with one number.
 */
final class Fingerprints {
  private final Supplier<byte[]> secret;

  /**
   * @param secret gives some 32 random bytes, the same for the whole run of the broker
   */
  Fingerprints(Supplier<byte[]> secret) {
    this.secret = secret;
  }

  /** The number of these names in this order. */
  long of(String... names) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(secret.get());
      for (String name : names) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).flip());
        digest.update(utf8);
      }
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
  }
}
