package hearth.io.net;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;

/**
 * The other end of a channel.
 *
 * @param host its address without a port, or a word such as {@code in-process}: what limits and
 *     bans count by
 * @param port its TCP port, or {@link #NO_PORT}
 * @param certificate the verified TLS certificate of a client, or null
 */
public record Peer(String host, int port, X509Certificate certificate) {
  /** Of a channel that is no TCP connection. */
  public static final int NO_PORT = -1;

  /** The other end of a TCP connection, without a certificate. */
  static Peer of(InetSocketAddress remote) {
    return new Peer(remote.getAddress().getHostAddress(), remote.getPort(), null);
  }

  /** For people, as {@code 192.168.1.7:50312}. */
  public String address() {
    if (port == NO_PORT) {
      return host;
    }
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  @Override
  public String toString() {
    return address();
  }
}
