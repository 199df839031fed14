package hearth.io.net;

import java.net.InetSocketAddress;

/**
 * The other end of a channel.
 *
 * @param address as {@code 192.168.1.7:50312}, or a word such as {@code in-process}
 * @param host the address without its port: what limits and bans count by
 * @param certificateSubject the subject of a verified TLS client certificate (RFC 2253), or null
 */
public record Peer(String address, String host, String certificateSubject) {
  /** The other end of a TCP connection, without a certificate. */
  static Peer of(InetSocketAddress remote) {
    String host = remote.getAddress().getHostAddress();
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return new Peer(shown + ":" + remote.getPort(), host, null);
  }

  @Override
  public String toString() {
    return address;
  }
}
