package hearth.broker.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One password as Mosquitto's files keep it: {@code $7$iterations$salt$hash} (PBKDF2-HMAC-SHA512)
 * or {@code $6$salt$hash} (SHA-512 of password and salt, of Mosquitto 1.6 and older). Immutable.
 */
final class PasswordHash {
  private static final int HASH_LENGTH = 64;

  /** What Mosquitto 2.0 reads; 2.1 reads 64 bytes too. */
  private static final int SALT_LENGTH = 12;

  private static final int MAXIMUM_ITERATIONS = 10_000_000;

  /** 0 stands for the single SHA-512 of {@code $6$}. */
  private final int iterations;

  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a password as {@code $7$}, with a new salt. */
  static PasswordHash of(byte[] password, int iterations, SecureRandom random) {
    if (iterations < 1 || iterations > MAXIMUM_ITERATIONS) {
      throw new IllegalArgumentException(
          iterations + " iterations: 1 to " + MAXIMUM_ITERATIONS + " are possible");
    }
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    return new PasswordHash(iterations, salt, digest(password, salt, iterations));
  }

  /**
   * Reads what {@link #encoded} wrote, or Mosquitto.
   *
   * @throws IllegalArgumentException with a sentence for the file's owner, which never quotes the
   *     text: a password in the clear may stand there
   */
  static PasswordHash parse(String encoded) {
    if (!encoded.startsWith("$")) {
      throw new IllegalArgumentException(
          "the password stands there in the clear; set it again with 'hearth passwd'");
    }
    if (encoded.startsWith("$argon2")) {
      throw new IllegalArgumentException(
          "the password is hashed with argon2, which Mosquitto 2.1 writes and Hearth does not read;"
              + " set it again with 'hearth passwd' or 'mosquitto_passwd -H sha512-pbkdf2'");
    }
    String[] parts = encoded.substring(1).split("\\$", -1);
    if (parts[0].equals("6") && parts.length == 3) {
      return new PasswordHash(0, salt(parts[1]), hash(parts[2]));
    }
    if (parts[0].equals("7") && parts.length == 4) {
      return new PasswordHash(iterations(parts[1]), salt(parts[2]), hash(parts[3]));
    }
    throw new IllegalArgumentException(
        "the password's hash is neither $7$iterations$salt$hash nor $6$salt$hash;"
            + " set it again with 'hearth passwd'");
  }

  private static int iterations(String text) {
    if (text.matches("[1-9][0-9]{0,7}") && Integer.parseInt(text) <= MAXIMUM_ITERATIONS) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        "the iterations of the password's hash are not a number from 1 to " + MAXIMUM_ITERATIONS);
  }

  private static byte[] salt(String base64) {
    byte[] salt = decode(base64);
    if (salt.length == 0) {
      throw new IllegalArgumentException("the password's hash has no salt");
    }
    return salt;
  }

  private static byte[] hash(String base64) {
    byte[] hash = decode(base64);
    if (hash.length != HASH_LENGTH) {
      throw new IllegalArgumentException(
          "the password's hash has " + hash.length + " bytes instead of " + HASH_LENGTH);
    }
    return hash;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the password's hash is damaged: it is not base64", null);
    }
  }

  /** Whether this is the hash of the password. Slow on purpose; takes the same time either way. */
  boolean matches(byte[] password) {
    return MessageDigest.isEqual(hash, digest(password, salt, iterations));
  }

  int iterations() {
    return iterations;
  }

  /** As it stands in the file. */
  String encoded() {
    Base64.Encoder base64 = Base64.getEncoder();
    String parts = base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    return iterations == 0 ? "$6$" + parts : "$7$" + iterations + "$" + parts;
  }

  /** PBKDF2-HMAC-SHA512, or with 0 iterations the SHA-512 of password and salt. */
  static byte[] digest(byte[] password, byte[] salt, int iterations) {
    try {
      return iterations == 0
          ? sha512(password, salt)
          : pbkdf2("HmacSHA512", password, salt, iterations);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-512", e);
    }
  }

  private static byte[] sha512(byte[] password, byte[] salt) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-512");
    digest.update(password);
    return digest.digest(salt);
  }

  /**
   * PBKDF2 (RFC 8018, 5.2) for a key as long as one output of the HMAC, from bytes: the JDK's takes
   * characters, and an MQTT password is any bytes.
   */
  static byte[] pbkdf2(String hmac, byte[] password, byte[] salt, int iterations)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(hmac);
    // SecretKeySpec refuses an empty key; HMAC pads a key with zeros, so one zero is the same key.
    mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, hmac));
    mac.update(salt);
    byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] key = block.clone();
    for (int round = 1; round < iterations; round++) {
      mac.update(block);
      mac.doFinal(block, 0);
      for (int i = 0; i < key.length; i++) {
        key[i] ^= block[i];
      }
    }
    return key;
  }

  @Override
  public String toString() {
    return "PasswordHash[" + (iterations == 0 ? "$6$" : "$7$" + iterations) + "...]";
  }
}
