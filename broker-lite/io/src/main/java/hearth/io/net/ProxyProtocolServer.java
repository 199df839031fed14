package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The server's end of the PROXY protocol, versions 1 and 2. */
public final class ProxyProtocolServer {
  private final EventLoop loop;
  private final long timeoutNanos;
  private final WriteQueuePool queues = new WriteQueuePool();

  /**
   * @param timeoutNanos how long a proxy may take for its header
   */
  public ProxyProtocolServer(EventLoop loop, long timeoutNanos) {
    this.loop = loop;
    this.timeoutNanos = timeoutNanos;
  }

  /**
   * Reads the header of a connection that is not yet opened.
   *
   * @return completed on the loop's thread with a channel that is not yet opened and whose peer is
   *     the proxy's client, or with an {@link IOException} that names the proxy
   */
  public CompletableFuture<Channel> server(Channel below) {
    LayeredChannel channel = new LayeredChannel(loop, queues, below, new ProxyCodec());
    return Handshake.begin(loop, channel, "PROXY protocol", timeoutNanos);
  }

  /**
   * An acceptor for connections of a proxy, whose header is believed.
   *
   * @param underWay how many headers may be waited for; who comes beyond that is cut off
   * @param failures hears of each that failed
   */
  public TcpListener.Acceptor accepting(
      HostQuota underWay, TcpListener.Acceptor next, Consumer<? super IOException> failures) {
    return new HandshakeAcceptor(loop, this::server, underWay, next, failures);
  }
}
