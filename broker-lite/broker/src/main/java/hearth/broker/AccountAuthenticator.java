package hearth.broker;

import hearth.broker.access.CertificateUser;
import hearth.broker.access.ClientPermissions;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.ScramSha256Server;
import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.io.loop.EventLoop;
import hearth.io.net.HostQuota;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets clients in by TLS client certificate, by user name and password, or by SCRAM-SHA-256, and
 * gives them the permissions of the access control file. Hashing a password takes long on purpose:
 * that happens on the worker.
 */
public final class AccountAuthenticator implements Authenticator {
  /**
   * What the authenticators of all listeners count together.
   *
   * @param pending passwords that wait for the worker. Hashing is slow and failures count only once
   *     it is done: without a limit, one host could put ten thousand guesses into the queue before
   *     the first is refused, and everybody else would wait behind them
   */
  public record Guard(FailedLogins failed, HostQuota pending) {}

  private final EventLoop loop;
  private final Executor worker;
  private final boolean allowAnonymous;
  private final Guard guard;
  private final Supplier<Accounts> accounts;

  /** The last, which is the same for all clients where there are no access rules. */
  private Granted granted;

  /**
   * @param worker where passwords are hashed
   * @param allowAnonymous whether a client without user name is let in
   * @param accounts those in force; asked on the loop's thread for every client
   */
  public AccountAuthenticator(
      EventLoop loop,
      Executor worker,
      boolean allowAnonymous,
      Guard guard,
      Supplier<Accounts> accounts) {
    this.loop = loop;
    this.worker = worker;
    this.allowAnonymous = allowAnonymous;
    this.guard = guard;
    this.accounts = accounts;
  }

  @Override
  public void authenticate(
      Connect connect, String clientIdentifier, Peer peer, Consumer<Verdict> answer) {
    String certified = CertificateUser.of(peer.certificate());
    if (certified != null) {
      answer.accept(accepted(certified, clientIdentifier));
      return;
    }
    String user = connect.userName();
    if (user == null) {
      answer.accept(
          allowAnonymous
              ? accepted(null, clientIdentifier)
              : Verdict.refused(
                  ReasonCode.NOT_AUTHORIZED, "it gave no user name, and one is needed here"));
      return;
    }
    Verdict refusal = banned(peer.host(), user);
    if (refusal != null) {
      answer.accept(refusal);
    } else if (accounts.get().passwords().remembers(user, connect.password())) {
      answer.accept(accepted(user, clientIdentifier));
    } else {
      verify(connect, clientIdentifier, peer.host(), answer);
    }
  }

  private Verdict banned(String host, String user) {
    long banned = guard.failed.bannedFor(host, user, loop.clock().nanoTime());
    return banned == 0
        ? null
        : Verdict.refused(
            ReasonCode.BANNED,
            "too many wrong passwords came from there; it may try again in "
                + (banned / 1_000_000_000L + 1)
                + " s");
  }

  private void verify(
      Connect connect, String clientIdentifier, String host, Consumer<Verdict> answer) {
    if (!guard.pending.begin(host)) {
      answer.accept(
          Verdict.refused(ReasonCode.SERVER_BUSY, "too many passwords wait to be checked"));
      return;
    }
    String user = connect.userName();
    Accounts now = accounts.get();
    try {
      worker.execute(
          () -> {
            boolean right = now.passwords().verify(user, connect.password());
            loop.execute(
                () -> {
                  guard.pending.end(host);
                  decide(right, user, clientIdentifier, host, answer);
                });
          });
    } catch (RejectedExecutionException e) {
      guard.pending.end(host);
      answer.accept(
          Verdict.refused(
              ReasonCode.SERVER_BUSY, "its password cannot be checked now: " + e.getMessage()));
    }
  }

  private void decide(
      boolean right, String user, String clientIdentifier, String host, Consumer<Verdict> answer) {
    if (right) {
      guard.failed.succeeded(host, user);
      answer.accept(accepted(user, clientIdentifier));
      return;
    }
    long delay = guard.failed.failed(host, user, loop.clock().nanoTime());
    loop.schedule(delay, () -> answer.accept(wrong(user)));
  }

  /** The same words for a user that does not exist, so that nobody learns which ones do. */
  private static Verdict wrong(String user) {
    return Verdict.refused(
        ReasonCode.BAD_USER_NAME_OR_PASSWORD, "wrong user name or password for " + user);
  }

  @Override
  public Exchange begin(String method, String clientIdentifier, Peer peer) {
    return method.equals(ScramSha256Server.METHOD)
        ? new Scram(accounts.get().scram().begin(), clientIdentifier, peer.host())
        : null;
  }

  /** An exchange by SCRAM-SHA-256, whose failures count as wrong passwords do. */
  private final class Scram implements Exchange {
    private final ScramSha256Server server;
    private final String clientIdentifier;
    private final String host;

    Scram(ScramSha256Server server, String clientIdentifier, String host) {
      this.server = server;
      this.clientIdentifier = clientIdentifier;
      this.host = host;
    }

    @Override
    public Step answer(byte[] data) {
      byte[] answer = server.answer(data);
      return switch (server.state()) {
        case CLIENT_FINAL -> {
          Verdict refusal = banned(host, server.user());
          yield refusal == null ? Step.further(answer) : Step.end(refusal, null);
        }
        case AUTHENTICATED -> {
          guard.failed.succeeded(host, server.user());
          yield Step.end(accepted(server.user(), clientIdentifier), answer);
        }
        default -> {
          guard.failed.failed(host, server.user(), loop.clock().nanoTime());
          yield Step.end(Verdict.refused(ReasonCode.NOT_AUTHORIZED, server.failure()), null);
        }
      };
    }
  }

  private Verdict accepted(String user, String clientIdentifier) {
    return Verdict.accepted(user, permissions(user, clientIdentifier));
  }

  /** What a user (null for an anonymous one) may do with a Client Identifier. */
  public Permissions permissions(String user, String clientIdentifier) {
    ClientPermissions permissions = accounts.get().access().permissions(user, clientIdentifier);
    if (granted == null || granted.permissions != permissions) {
      granted = new Granted(permissions);
    }
    return granted;
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

    @Override
    public String whyNotPublish(TopicName topic) {
      return permissions.mayPublish(topic).because();
    }

    @Override
    public String whyNotSubscribe(TopicFilter filter) {
      return permissions.maySubscribe(filter).because();
    }
  }
}
