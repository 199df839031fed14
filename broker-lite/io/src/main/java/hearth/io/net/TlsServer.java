package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The server's end of a {@link TlsLayer}; in a class of its own, which no client needs. */
public final class TlsServer {
  /** What a client handshakes until the engine has keys, about, in bytes: measured. */
  public static final int HANDSHAKE_BYTES = 8 * 1024;

  /**
   * Of clients of 1.2 that ask for no ticket the server remembers sessions, some 2 KB each; what is
   * forgotten is shaken hands for anew. Java's own limit is 20,480.
   */
  private static final int SESSIONS_KEPT = 256;

  private final EventLoop loop;
  private final TlsLayer layer;

  /** Whether a server asks clients for a certificate. */
  public enum ClientCertificate {
    NONE,
    /** Asked for, and verified where it is shown. */
    WANTED,
    /** Without one there is no connection. */
    NEEDED
  }

  /**
   * Makes a layer.
   *
   * @param worker runs the calculations of handshakes
   * @param contexts the certificates and authorities of the moment
   */
  public TlsServer(
      EventLoop loop, Executor worker, Supplier<SSLContext> contexts, long handshakeTimeoutNanos) {
    this.loop = loop;
    this.layer = new TlsLayer(loop, worker, contexts, handshakeTimeoutNanos, parameters -> {});
  }

  /**
   * Shakes hands as a server, over a channel that is not yet opened.
   *
   * @return as {@link TlsLayer#client}
   */
  public CompletableFuture<Channel> server(Channel below, ClientCertificate certificate) {
    SSLContext context = layer.context();
    context.getServerSessionContext().setSessionCacheSize(SESSIONS_KEPT);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    switch (certificate) {
      case NONE -> {}
      case WANTED -> engine.setWantClientAuth(true);
      case NEEDED -> engine.setNeedClientAuth(true);
    }
    return layer.shakeHands(below, engine, null);
  }

  /**
   * An acceptor that shakes hands as a server and passes on whom that succeeds with.
   *
   * @param underWay how many handshakes may be under way; who comes beyond that is cut off
   * @param failures hears of each handshake that failed
   */
  public TcpListener.Acceptor accepting(
      ClientCertificate certificate,
      HostQuota underWay,
      TcpListener.Acceptor next,
      Consumer<? super IOException> failures) {
    return new HandshakeAcceptor(
        loop, below -> server(below, certificate), underWay, next, failures);
  }
}
