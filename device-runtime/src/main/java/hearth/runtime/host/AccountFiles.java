package hearth.runtime.host;

import hearth.broker.Accounts;
import hearth.broker.access.AccessControl;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.access.ScramAuthentication;
import hearth.runtime.config.BrokerSection;
import java.security.SecureRandom;

/** Users and access rules as their files say, and the secret that guesses are answered with. */
final class AccountFiles {
  private static final int SECRET_BYTES = 32;

  private final SecureRandom random;
  private byte[] secret;

  AccountFiles(SecureRandom random) {
    this.random = random;
  }

  /**
   * Reads them anew. On any thread.
   *
   * @throws CommandFailure where a file cannot be read
   */
  Accounts read(BrokerSection section) throws CommandFailure {
    PasswordFile users = users(section);
    return new Accounts(
        new PasswordVerifier(users, random),
        new ScramAuthentication(users, this::secret, random),
        access(section));
  }

  /** Made when somebody first logs in. On whatever thread that is. */
  synchronized byte[] secret() {
    if (secret == null) {
      secret = new byte[SECRET_BYTES];
      random.nextBytes(secret);
    }
    return secret;
  }

  private static PasswordFile users(BrokerSection section) throws CommandFailure {
    try {
      return section.passwordFile() == null
          ? PasswordFile.empty()
          : PasswordFile.read(section.passwordFile());
    } catch (AccessFileException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static AccessControl access(BrokerSection section) throws CommandFailure {
    try {
      return section.aclFile() == null
          ? AccessControl.allowingAll()
          : AccessControl.read(section.aclFile());
    } catch (AccessFileException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
