package hearth.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server keeps of a password to check it by SCRAM-SHA-256 (RFC 5802, RFC 7677), as {@code
 * SCRAM-SHA-256$iterations$salt$StoredKey$ServerKey}. The password does not follow from it, and
 * nobody can log in with it. Immutable.
 */
final class ScramCredentials {
  /** RFC 7677, section 4. */
  static final int MINIMUM_ITERATIONS = 4096;

  private static final String NAME = "SCRAM-SHA-256";
  private static final int KEY_LENGTH = 32;
  private static final int SALT_LENGTH = 16;

  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  ScramCredentials(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt;
    this.storedKey = storedKey;
    this.serverKey = serverKey;
  }

  /**
   * Those of a password, with a new salt.
   *
   * @throws IllegalArgumentException where SCRAM has no place for the password: it is not text
   */
  static ScramCredentials of(byte[] password, int iterations, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    String prepared = SaslPrep.prepare(password);
    if (prepared.isEmpty()) {
      throw new IllegalArgumentException("nothing is left of the password: it lets nobody in");
    }
    return of(prepared, Math.max(MINIMUM_ITERATIONS, iterations), salt);
  }

  /** RFC 5802, section 3. */
  static ScramCredentials of(String prepared, int iterations, byte[] salt) {
    try {
      byte[] salted = PasswordHash.pbkdf2("HmacSHA256", prepared.getBytes(UTF_8), salt, iterations);
      return new ScramCredentials(
          iterations, salt, sha256(hmac(salted, "Client Key")), hmac(salted, "Server Key"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HmacSHA256", e);
    }
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws IllegalArgumentException with a sentence that does not quote the text
   */
  static ScramCredentials parse(String encoded) {
    String[] parts = encoded.split("\\$", -1);
    try {
      if (parts.length == 5 && parts[0].equals(NAME)) {
        int iterations = Integer.parseInt(parts[1]);
        byte[] storedKey = Base64.getDecoder().decode(parts[3]);
        byte[] serverKey = Base64.getDecoder().decode(parts[4]);
        if (iterations > 0 && storedKey.length == KEY_LENGTH && serverKey.length == KEY_LENGTH) {
          byte[] salt = Base64.getDecoder().decode(parts[2]);
          return new ScramCredentials(iterations, salt, storedKey, serverKey);
        }
      }
    } catch (IllegalArgumentException e) {
      // Told below, without what stands there.
    }
    throw new IllegalArgumentException(
        "what follows the password's hash is not "
            + NAME
            + "$iterations$salt$StoredKey$ServerKey; set the password again with 'hearth passwd'");
  }

  /** As it stands in the file. */
  String encoded() {
    return String.join(
        "$", NAME, String.valueOf(iterations), base64(salt), base64(storedKey), base64(serverKey));
  }

  /** What a challenge shows of them besides the salt: unlike users could be told apart by it. */
  record Shape(int iterations, int saltLength) {}

  Shape shape() {
    return new Shape(iterations, salt.length);
  }

  /** The server-first-message (RFC 5802, 7) for this nonce. */
  String challenge(String nonce) {
    return "r=" + nonce + ",s=" + base64(salt) + ",i=" + iterations;
  }

  /** Whether who made the proof for this AuthMessage knows the password. */
  boolean isProof(byte[] proof, String authMessage) {
    byte[] clientKey = hmac(storedKey, authMessage);
    if (proof.length != KEY_LENGTH) {
      return false;
    }
    for (int i = 0; i < KEY_LENGTH; i++) {
      clientKey[i] ^= proof[i];
    }
    return MessageDigest.isEqual(storedKey, sha256(clientKey));
  }

  /** What proves to the client that the server knows the credentials. */
  String signature(String authMessage) {
    return base64(hmac(serverKey, authMessage));
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "ScramCredentials[" + iterations + " iterations...]";
  }
}
