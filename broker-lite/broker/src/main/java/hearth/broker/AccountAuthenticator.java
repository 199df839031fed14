package hearth.broker;

import hearth.broker.access.AccessControl;
import hearth.broker.access.ClientPermissions;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.io.loop.EventLoop;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Lets clients in by user name and password, and gives them the permissions of the access control
 * file. Hashing a password takes long on purpose: that happens on the worker.
 */
public final class AccountAuthenticator implements Authenticator {
  private final EventLoop loop;
  private final Executor worker;
  private final boolean allowAnonymous;
  private final FailedLogins failedLogins;
  private volatile PasswordVerifier passwords;
  private AccessControl access;

  /**
   * @param worker where passwords are hashed
   * @param allowAnonymous whether a client without user name is let in
   * @param failedLogins shared by all listeners
   */
  public AccountAuthenticator(
      EventLoop loop,
      Executor worker,
      boolean allowAnonymous,
      FailedLogins failedLogins,
      PasswordVerifier passwords,
      AccessControl access) {
    this.loop = loop;
    this.worker = worker;
    this.allowAnonymous = allowAnonymous;
    this.failedLogins = failedLogins;
    this.passwords = passwords;
    this.access = access;
  }

  /** From now on these users and permissions; connections there are keep what they have. */
  public void reload(PasswordVerifier passwords, AccessControl access) {
    this.passwords = passwords;
    this.access = access;
  }

  @Override
  public void authenticate(
      Connect connect, String clientIdentifier, Peer peer, Consumer<Verdict> answer) {
    String user = connect.userName();
    if (user == null) {
      answer.accept(
          allowAnonymous
              ? accepted(null, clientIdentifier)
              : Verdict.refused(
                  ReasonCode.NOT_AUTHORIZED, "it gave no user name, and one is needed here"));
      return;
    }
    long banned = failedLogins.bannedFor(peer.host(), user, loop.clock().nanoTime());
    if (banned > 0) {
      answer.accept(
          Verdict.refused(
              ReasonCode.BANNED,
              "too many wrong passwords came from there; it may try again in "
                  + (banned / 1_000_000_000L + 1)
                  + " s"));
      return;
    }
    worker.execute(
        () -> {
          boolean right = passwords.verify(user, connect.password());
          loop.execute(() -> decide(right, user, clientIdentifier, peer.host(), answer));
        });
  }

  private void decide(
      boolean right, String user, String clientIdentifier, String host, Consumer<Verdict> answer) {
    if (right) {
      failedLogins.succeeded(host, user);
      answer.accept(accepted(user, clientIdentifier));
      return;
    }
    long delay = failedLogins.failed(host, user, loop.clock().nanoTime());
    loop.schedule(delay, () -> answer.accept(wrong(user)));
  }

  /** The same words for a user that does not exist, so that nobody learns which ones do. */
  private static Verdict wrong(String user) {
    return Verdict.refused(
        ReasonCode.BAD_USER_NAME_OR_PASSWORD, "wrong user name or password for " + user);
  }

  private Verdict accepted(String user, String clientIdentifier) {
    return Verdict.accepted(user, permissions(user, clientIdentifier));
  }

  /** What a user (null for an anonymous one) may do with a Client Identifier. */
  public Permissions permissions(String user, String clientIdentifier) {
    return new Granted(access.permissions(user, clientIdentifier));
  }

  private record Granted(ClientPermissions permissions) implements Permissions {
    @Override
    public boolean mayPublish(TopicName topic) {
      return permissions.mayPublish(topic).allowed();
    }

    @Override
    public boolean mayReceive(TopicName topic) {
      return permissions.mayReceive(topic).allowed();
    }

    @Override
    public boolean maySubscribe(TopicFilter filter) {
      return permissions.maySubscribe(filter).allowed();
    }
  }
}
