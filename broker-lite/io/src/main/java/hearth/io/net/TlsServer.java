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
    SSLEngine engine = layer.context().createSSLEngine();
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
