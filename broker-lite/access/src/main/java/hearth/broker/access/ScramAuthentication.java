package hearth.broker.access;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Begins SCRAM-SHA-256 exchanges with the users of one state of the password file; a reload makes a
 * new one. From any thread.
 */
public final class ScramAuthentication {
  private static final int NONCE_LENGTH = 18;
  private static final ScramCredentials.Shape USUAL =
      new ScramCredentials.Shape(PasswordFile.DEFAULT_ITERATIONS, 16);

  private final PasswordFile file;
  private final Supplier<byte[]> secret;
  private final SecureRandom random;

  /** What the challenges of users look like. */
  private final List<ScramCredentials.Shape> shapes;

  /**
   * @param secret gives some 32 random bytes, the same for the whole run of the broker: with them
   *     an unknown user is shown the same salt each time, as a user that exists is
   */
  public ScramAuthentication(PasswordFile file, Supplier<byte[]> secret, SecureRandom random) {
    this.file = file;
    this.secret = secret;
    this.random = random;
    List<ScramCredentials.Shape> used =
        file.scram().stream().map(ScramCredentials::shape).distinct().toList();
    this.shapes = used.isEmpty() ? List.of(USUAL) : used;
  }

  /** A new exchange, for one client. */
  public ScramSha256Server begin() {
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(nonce);
    return new ScramSha256Server(this, Base64.getEncoder().encodeToString(nonce));
  }

  /** Whether there is such a user who can log in by SCRAM. */
  boolean knows(String user) {
    return file.scram(user) != null;
  }

  /** Why the user's proof is not right, for the log alone. */
  String whyWrong(String user) {
    boolean onlyPlain = file.hash(user) != null && file.scram(user) == null;
    return onlyPlain
        ? "the password file has nothing for SCRAM; set the password again with 'hearth passwd'"
        : "the user name or password is wrong";
  }

  /** The user's credentials, or for an unknown user some that nobody has the password of. */
  ScramCredentials credentials(String user) {
    ScramCredentials credentials = file.scram(user);
    if (credentials != null) {
      return credentials;
    }
    byte[] key = ScramCredentials.hmac(secret.get(), user);
    ScramCredentials.Shape shape = shape(user);
    return new ScramCredentials(
        shape.iterations(), Arrays.copyOf(key, shape.saltLength()), key, key);
  }

  /** As some user has it; the same for a name each time, also after other users have come. */
  private ScramCredentials.Shape shape(String user) {
    return shapes.stream()
        .max(
            Comparator.comparing(
                shape ->
                    ByteBuffer.wrap(ScramCredentials.hmac(secret.get(), shape + user)).getLong()))
        .orElse(USUAL);
  }
}
