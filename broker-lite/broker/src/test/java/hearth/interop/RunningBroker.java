package hearth.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import hearth.broker.AccountAuthenticator;
import hearth.broker.Accounts;
import hearth.broker.Broker;
import hearth.broker.BrokerSettings;
import hearth.broker.PasswordQueue;
import hearth.broker.access.AccessControl;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.access.ScramAuthentication;
import hearth.broker.connection.Authenticator;
import hearth.broker.connection.MemoryGauge;
import hearth.broker.journal.VolatileJournal;
import hearth.io.loop.SelectorLoop;
import hearth.io.loop.SystemClock;
import hearth.io.net.HostQuota;
import hearth.io.net.Peer;
import hearth.io.net.TcpListener;
import hearth.io.net.WebSocketLayer;
import hearth.io.net.WebSocketServer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ReasonCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A broker on sockets of this machine, one of TCP and one of WebSocket, with a thread of its own.
 * Everybody is let in without a user name, anna with the password {@code right}, and a user whose
 * name is that of a Reason Code is refused with that.
 */
final class RunningBroker implements AutoCloseable {
  static final String USER = "anna";
  static final String PASSWORD = "right";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ITERATIONS = 4096;

  private final SelectorLoop loop;
  private final CompletableFuture<Void> ended;
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final Broker broker;
  private final TcpListener tcp;
  private final TcpListener webSocket;

  RunningBroker(BrokerSettings settings) throws IOException {
    loop = new SelectorLoop(new SystemClock(), Throwable::printStackTrace);
    broker =
        new Broker(
            loop,
            settings,
            new VolatileJournal(),
            (peer, client, user, what, code, why) -> {},
            RANDOM,
            MemoryGauge.NEVER_FULL);
    Authenticator authenticator = new Refusing(authenticator());
    TcpListener.Acceptor acceptor = channel -> broker.accept(channel, authenticator);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    tcp = new TcpListener(loop, any, 16, acceptor, Throwable::printStackTrace);
    WebSocketServer layer = new WebSocketServer(loop, RANDOM, WebSocketLayer.Settings.DEFAULT);
    webSocket =
        new TcpListener(
            loop,
            any,
            16,
            layer.accepting(new HostQuota(100, 100), acceptor, failure -> {}),
            Throwable::printStackTrace);
    ended = CompletableFuture.runAsync(loop::run, task -> new Thread(task, "broker").start());
  }

  private Authenticator authenticator() {
    PasswordFile users =
        PasswordFile.empty().with(USER, PASSWORD.getBytes(UTF_8), ITERATIONS, RANDOM);
    Accounts accounts =
        new Accounts(
            new PasswordVerifier(users, RANDOM),
            new ScramAuthentication(users, () -> new byte[32], RANDOM),
            AccessControl.allowingAll());
    AccountAuthenticator.Guard guard =
        new AccountAuthenticator.Guard(
            new FailedLogins(FailedLogins.Limits.standard(), () -> new byte[32]),
            new PasswordQueue(10, 10));
    return new Named(
        new AccountAuthenticator(loop, worker, true, guard, () -> accounts),
        new AccountAuthenticator(loop, worker, false, guard, () -> accounts));
  }

  /** Who needs no name is let in, and who gives one has to have its password. */
  private record Named(Authenticator nameless, Authenticator named) implements Authenticator {
    @Override
    public void authenticate(
        Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
      Authenticator one = connect.userName() == null ? nameless : named;
      one.authenticate(connect, clientIdentifier, peer, answer);
    }

    @Override
    public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
      return named.begin(method, given, clientIdentifier, peer);
    }
  }

  /** Refuses who asks for it by the user name. */
  private record Refusing(Authenticator others) implements Authenticator {
    @Override
    public void authenticate(
        Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
      for (ReasonCode code : ReasonCode.values()) {
        if (code.isError() && code.name().equals(connect.userName())) {
          answer.accept(AuthResult.refused(code, "as was asked for"));
          return;
        }
      }
      others.authenticate(connect, clientIdentifier, peer, answer);
    }

    @Override
    public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
      return others.begin(method, given, clientIdentifier, peer);
    }
  }

  int port() {
    return tcp.address().getPort();
  }

  int webSocketPort() {
    return webSocket.address().getPort();
  }

  /** Sends all clients away, as a broker does that stops. */
  void sendAllAway() {
    loop.execute(broker::shutDown);
  }

  @Override
  public void close() throws IOException {
    tcp.close();
    webSocket.close();
    sendAllAway();
    loop.execute(loop::stop);
    ended.join();
    worker.shutdownNow();
  }
}
