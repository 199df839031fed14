package hearth.broker.bridge;

import hearth.io.net.Connector;

/**
 * One server of a remote.
 *
 * @param host a name, which may have several addresses, or an address
 * @param connector by which it is reached: over TCP, TLS or WebSocket
 */
public record BridgeServer(String host, int port, Connector connector) {
  @Override
  public String toString() {
    return host + " port " + port;
  }
}
