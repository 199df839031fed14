package hearth.broker.bridge;

import hearth.io.net.Connector;
import java.time.Instant;

/**
 * One server of a remote.
 *
 * @param host a name, which may have several addresses, or an address
 * @param connector by which it is reached: over TCP, TLS or WebSocket
 * @param clockAfter what the wall clock has to show before certificates can be judged by it; null
 *     where nothing is judged by it
 */
public record BridgeServer(String host, int port, Connector connector, Instant clockAfter) {
  /** One that is reached whatever the wall clock shows. */
  public BridgeServer(String host, int port, Connector connector) {
    this(host, port, connector, null);
  }

  @Override
  public String toString() {
    return host + " port " + port;
  }
}
