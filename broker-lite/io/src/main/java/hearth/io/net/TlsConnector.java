package hearth.io.net;

import java.util.concurrent.CompletableFuture;

/** Connects as another connector does and puts TLS on top. */
public final class TlsConnector implements Connector {
  private final Connector below;
  private final TlsLayer layer;
  private final boolean anyName;

  /**
   * Makes a connector.
   *
   * @param anyName whether the server's certificate may bear a name that is not the host's
   */
  public TlsConnector(Connector below, TlsLayer layer, boolean anyName) {
    this.below = below;
    this.layer = layer;
    this.anyName = anyName;
  }

  @Override
  public CompletableFuture<Channel> connect(String host, int port, long timeoutNanos) {
    return Handshake.above(
        below.connect(host, port, timeoutNanos),
        channel -> layer.client(channel, host, port, anyName));
  }
}
