package hearth.broker;

import hearth.broker.access.CertificateUser;
import hearth.broker.access.ClientPermissions;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.FailedLogins.Attempt;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.access.ScramSha256Server;
import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.io.loop.EventLoop;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ReasonCode;
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
   * @param queue passwords that wait for the worker: hashing is slow, and everybody else would wait
   *     behind one host's ten thousand guesses
   */
  public record Guard(FailedLogins failed, PasswordQueue queue) {}

  /** What clients may do beside what the rules say, and what not. */
  public interface Extension {
    /** None: the rules decide. */
    Extension NONE = (rules, user, clientIdentifier) -> rules;

    /**
     * What a client may do.
     *
     * @param rules by the access control file alone
     * @param user null for an anonymous one
     */
    Permissions of(Permissions rules, String user, String clientIdentifier);
  }

  private static final String WRONG = "wrong user name or password";
  private static final long SECOND = 1_000_000_000L;

  private final EventLoop loop;
  private final Executor worker;
  private final boolean allowAnonymous;
  private final Guard guard;
  private final Supplier<Accounts> accounts;
  private final Extension extension;

  /** The last, which is the same for all clients where there are no access rules. */
  private GrantedPermissions granted;

  /**
   * @param worker where passwords are hashed
   * @param allowAnonymous whether anybody is let in: who gives no user name, and as one without a
   *     name also who gives a wrong one
   * @param accounts those in force; asked on the loop's thread for every client
   */
  public AccountAuthenticator(
      EventLoop loop,
      Executor worker,
      boolean allowAnonymous,
      Guard guard,
      Supplier<Accounts> accounts) {
    this(loop, worker, allowAnonymous, guard, accounts, Extension.NONE);
  }

  /** The same, with an extension of the rules. */
  public AccountAuthenticator(
      EventLoop loop,
      Executor worker,
      boolean allowAnonymous,
      Guard guard,
      Supplier<Accounts> accounts,
      Extension extension) {
    this.extension = extension;
    this.loop = loop;
    this.worker = worker;
    this.allowAnonymous = allowAnonymous;
    this.guard = guard;
    this.accounts = accounts;
  }

  @Override
  public void authenticate(
      Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
    String certified = CertificateUser.of(peer.certificate());
    if (certified != null) {
      answer.accept(accepted(certified, clientIdentifier));
    } else if (connect.userName() != null) {
      new Login(connect, clientIdentifier, peer, answer).begin();
    } else {
      answer.accept(
          allowAnonymous
              ? accepted(null, clientIdentifier)
              : AuthResult.refused(
                  ReasonCode.NOT_AUTHORIZED, "it gave no user name, and one is needed here"));
    }
  }

  /** One client with a user name and a password. */
  private final class Login {
    private final String user;
    private final byte[] password;
    private final String clientIdentifier;
    private final Attempt attempt;

    /** Those whose users are asked. */
    private Accounts asked;

    /** Who has logged in before has places of its own. */
    private final String place;

    private final boolean isKnownAddress;

    private final Consumer<AuthResult> answer;

    Login(Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
      this.user = connect.userName();
      this.password = connect.password();
      this.clientIdentifier = clientIdentifier;
      this.attempt = guard.failed.attempt(peer.network(), user, connect.clientIdentifier());
      this.place = peer.network() + (guard.failed.isKnown(attempt) ? " " + user : "");
      this.isKnownAddress = guard.failed.isKnown(peer.network());
      this.answer = answer;
    }

    void begin() {
      asked = accounts.get();
      if (PasswordVerifier.isNone(password) || passwords().hasNoUsers()) {
        no(guard.failed.delay(attempt), WRONG + " for " + user);
      } else if (passwords().knowsWrong(user, password)) {
        no(guard.failed.delay(attempt), "the same wrong password for " + user + " again");
      } else if (mayBeLookedAt()) {
        if (passwords().remembers(user, password)) {
          yes();
        } else {
          await();
        }
      }
    }

    private PasswordVerifier passwords() {
      return asked.passwords();
    }

    private boolean mayBeLookedAt() {
      AuthResult refusal = tooMany(attempt, user);
      if (refusal != null) {
        answer.accept(allowAnonymous ? accepted(null, clientIdentifier) : refusal);
      }
      return refusal == null;
    }

    private void await() {
      if (!guard.queue.add(place, isKnownAddress, this::look)) {
        answer.accept(
            AuthResult.refused(ReasonCode.SERVER_BUSY, "too many passwords wait to be checked"));
      }
    }

    /** Those before it may have been wrong. */
    private void look() {
      if (!mayBeLookedAt()) {
        guard.queue.done();
        return;
      }
      try {
        worker.execute(this::verify);
      } catch (RejectedExecutionException e) {
        notLookedAt(e);
      }
    }

    private void verify() {
      try {
        boolean right = passwords().verify(user, password);
        loop.execute(() -> decide(right));
      } catch (RuntimeException | Error e) {
        loop.execute(() -> notLookedAt(e));
      }
    }

    private void notLookedAt(Throwable cause) {
      guard.queue.done();
      answer.accept(
          AuthResult.refused(
              ReasonCode.SERVER_BUSY, "its password cannot be checked now: " + cause.getMessage()));
    }

    private void decide(boolean right) {
      guard.queue.done();
      if (hasChanged(asked, user)) {
        begin();
      } else if (right) {
        yes();
      } else {
        no(guard.failed.failed(attempt, loop.clock().nanoTime()), WRONG + " for " + user);
      }
    }

    private void yes() {
      guard.failed.succeeded(attempt);
      answer.accept(acceptedAs(user, clientIdentifier));
    }

    /** The same words and times for a user that does not exist: nobody learns which ones do. */
    private void no(long delayNanos, String why) {
      if (allowAnonymous) {
        answer.accept(accepted(null, clientIdentifier));
        return;
      }
      AuthResult verdict = AuthResult.refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, why, WRONG);
      loop.schedule(delayNanos, () -> answer.accept(verdict));
    }
  }

  /** Null where its password may be looked at. */
  private AuthResult tooMany(Attempt attempt, String user) {
    long wait = guard.failed.waitFor(attempt, loop.clock().nanoTime());
    if (wait == 0) {
      return null;
    }
    String when = "; it may try again in " + (wait / SECOND + 1) + " s";
    return AuthResult.refused(
        ReasonCode.BANNED,
        "so many wrong passwords came from there that few are looked at"
            + when
            + ". Some device at this address may have an old password ('hearth refusals' lists who"
            + " was refused), or somebody guesses; who has logged in before from there as "
            + user
            + " is still let in",
        "too many wrong passwords" + when);
  }

  @Override
  public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
    return method.equals(ScramSha256Server.METHOD)
        ? new Scram(accounts.get().scram().begin(), given, clientIdentifier, peer.network())
        : null;
  }

  /**
   * An exchange by SCRAM-SHA-256, whose wrong proofs count as wrong passwords do. Whether one may
   * be looked at is asked when it has come: of many open exchanges each counts before the next.
   */
  private final class Scram implements Exchange {
    private final ScramSha256Server server;
    private final String given;
    private final String clientIdentifier;
    private final String address;
    private final Accounts asked;
    private Attempt attempt;

    Scram(ScramSha256Server server, String given, String clientIdentifier, String address) {
      this.server = server;
      this.given = given;
      this.clientIdentifier = clientIdentifier;
      this.address = address;
      this.asked = accounts.get();
    }

    @Override
    public Step answer(byte[] data) {
      if (attempt != null) {
        AuthResult refusal = tooMany(attempt, server.user());
        if (refusal != null) {
          return Step.end(refusal, null);
        }
      }
      byte[] answer = server.answer(data);
      return switch (server.state()) {
        case CLIENT_FINAL -> {
          attempt = guard.failed.attempt(address, server.user(), given);
          yield Step.further(answer);
        }
        case AUTHENTICATED -> {
          if (hasChanged(asked, server.user())) {
            yield Step.end(
                AuthResult.refused(ReasonCode.SERVER_BUSY, "its password was changed meanwhile"),
                null);
          }
          guard.failed.succeeded(attempt);
          yield Step.end(acceptedAs(server.user(), clientIdentifier), answer);
        }
        default -> failed();
      };
    }

    private Step failed() {
      long delay = server.isGuess() ? guard.failed.failed(attempt, loop.clock().nanoTime()) : 0;
      String said = server.isGuess() ? WRONG : server.failure();
      return new Step(
          AuthResult.refused(ReasonCode.NOT_AUTHORIZED, server.failure(), said), null, delay);
    }
  }

  /** Whether a user is another, or gone, since these accounts were in force. */
  private boolean hasChanged(Accounts before, String user) {
    Accounts now = accounts.get();
    return now != before && now.passwords().stamp(user) != before.passwords().stamp(user);
  }

  /** As a user whose password was right, now or some time ago, until it is changed. */
  public AuthResult acceptedAs(String user, String clientIdentifier) {
    long stamp = accounts.get().passwords().stamp(user);
    return accepted(user, clientIdentifier, () -> whyRevoked(user, stamp));
  }

  private String whyRevoked(String user, long stamp) {
    long now = accounts.get().passwords().stamp(user);
    if (now == stamp) {
      return null;
    }
    return now == PasswordVerifier.NO_USER
        ? "the user " + user + " was taken out of the password file"
        : "the password of " + user + " was changed";
  }

  private AuthResult accepted(String user, String clientIdentifier) {
    return accepted(user, clientIdentifier, Credential.ALWAYS);
  }

  private AuthResult accepted(String user, String clientIdentifier, Credential credential) {
    String others = whyOthers(user, clientIdentifier);
    if (others != null) {
      return AuthResult.refused(
          ReasonCode.NOT_AUTHORIZED, others, "the client identifier is another's");
    }
    return AuthResult.accepted(
        user,
        permissions(user, clientIdentifier),
        () -> {
          String now = whyOthers(user, clientIdentifier);
          return now == null ? credential.whyRevoked() : now;
        });
  }

  /** Why a Client Identifier is not this user's, or null. */
  private String whyOthers(String user, String clientIdentifier) {
    var verdict = accounts.get().access().mayConnect(user, clientIdentifier);
    return verdict.allowed() ? null : "its Client Identifier is another's: " + verdict.because();
  }

  /** What a user (null for an anonymous one) may do with a Client Identifier. */
  public Permissions permissions(String user, String clientIdentifier) {
    ClientPermissions permissions = accounts.get().access().permissions(user, clientIdentifier);
    if (granted == null || granted.permissions() != permissions) {
      granted = new GrantedPermissions(permissions);
    }
    return extension.of(granted, user, clientIdentifier);
  }
}
