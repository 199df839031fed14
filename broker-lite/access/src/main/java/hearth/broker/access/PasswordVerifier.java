package hearth.broker.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks passwords against one state of the password file. From any thread; a reload makes a new
 * verifier.
 *
 * <p>A check costs a full PBKDF2, so it belongs on a worker. After a power cut every device of the
 * home connects again and again: a password once found right is therefore remembered as an HMAC
 * under a key that lives in this object only, and checked in microseconds. There is at most one
 * such memory for each user of the file, and the password itself is never kept.
 */
public final class PasswordVerifier {
  private static final String HMAC = "HmacSHA256";
  private static final int WRONG_REMEMBERED = 1024;

  private final PasswordFile file;
  private final int slowest;
  private final SecureRandom random;

  /** Null until a first password is looked at: a start has no time for randomness. */
  private SecretKeySpec memoryKey;

  private final Map<String, byte[]> verified = new ConcurrentHashMap<>();

  /** What was wrong of late, by user and password. */
  private final Map<Long, Boolean> wrong =
      Collections.synchronizedMap(new RecentMap<>(WRONG_REMEMBERED));

  public PasswordVerifier(PasswordFile file, SecureRandom random) {
    this.file = file;
    this.random = random;
    this.slowest =
        file.users().stream()
            .mapToInt(user -> file.hash(user).iterations())
            .max()
            .orElse(PasswordFile.DEFAULT_ITERATIONS);
  }

  /**
   * Whether this is the user's password. An unknown user costs as much time as a wrong password.
   *
   * @param user as in CONNECT, or null for a client that names none, who is never right
   * @param password its bytes; null or empty is never right; neither changed nor kept
   */
  public boolean verify(String user, byte[] password) {
    if (isNone(user, password)) {
      return false;
    }
    if (remembers(user, password)) {
      return true;
    }
    PasswordHash hash = file.hash(user);
    boolean right = hash != null && hash.matches(password);
    byte[] memory = memoryOf(password);
    // As slow for everybody as for the slowest, so that the time does not tell who exists.
    int spent = hash == null ? 0 : hash.iterations();
    if (hash == null || spent < slowest) {
      PasswordHash.digest(password, memory, slowest - spent);
    }
    if (right) {
      verified.put(user, memory);
    } else {
      wrong.put(fingerprint(user, password), true);
    }
    return right;
  }

  /**
   * Whether it can be no password: absent, or empty. One of zero bytes alone is the same to PBKDF2
   * as an empty one, since HMAC fills its key up with them.
   */
  public static boolean isNone(byte[] password) {
    if (password != null) {
      for (byte b : password) {
        if (b != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isNone(String user, byte[] password) {
    return user == null || isNone(password);
  }

  /** Whether there is such a user. */
  public boolean knows(String user) {
    return file.hash(user) != null;
  }

  /** All users. */
  public List<String> users() {
    return file.users();
  }

  /** Whether there is nobody whose password could be right. */
  public boolean hasNoUsers() {
    return file.users().isEmpty();
  }

  /** The {@link #stamp} of who does not exist. */
  public static final long NO_USER = 0;

  /** A number that changes where the user's line of the file does. */
  public long stamp(String user) {
    PasswordHash hash = file.hash(user);
    if (hash == null) {
      return NO_USER;
    }
    ScramCredentials scram = file.scram(user);
    String line = hash.encoded() + (scram == null ? "" : scram.encoded());
    byte[] digest = PasswordHash.digest(line.getBytes(StandardCharsets.UTF_8), new byte[0], 0);
    return ByteBuffer.wrap(digest).getLong() | 1;
  }

  /**
   * Whether {@link #verify} has found this wrong of late: a device with an old password, which
   * tries it again and again, guesses nothing.
   */
  public boolean knowsWrong(String user, byte[] password) {
    return !isNone(user, password) && wrong.containsKey(fingerprint(user, password));
  }

  private long fingerprint(String user, byte[] password) {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    ByteBuffer both = ByteBuffer.allocate(Integer.BYTES + name.length + password.length);
    both.putInt(name.length).put(name).put(password);
    return ByteBuffer.wrap(memoryOf(both.array())).getLong();
  }

  /**
   * Whether {@link #verify} has found this password right before. Takes microseconds, so that the
   * devices of the home need not queue for the worker behind somebody who guesses.
   *
   * @param user as {@link #verify}
   * @param password as {@link #verify}
   */
  public boolean remembers(String user, byte[] password) {
    byte[] known = isNone(user, password) ? null : verified.get(user);
    return known != null && MessageDigest.isEqual(known, memoryOf(password));
  }

  private byte[] memoryOf(byte[] password) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(memoryKey());
      return mac.doFinal(password);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + HMAC, e);
    }
  }

  private synchronized SecretKeySpec memoryKey() {
    if (memoryKey == null) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      memoryKey = new SecretKeySpec(key, HMAC);
    }
    return memoryKey;
  }

  @Override
  public String toString() {
    return "PasswordVerifier" + file.users();
  }
}
