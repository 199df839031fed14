package hearth.io.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;

/**
 * The other end of a channel.
 *
 * @param host its address without a port, or a word such as {@code in-process}
 * @param port its TCP port, or {@link #NO_PORT}
 * @param certificate the verified TLS certificate of a client, or null
 * @param proxy the address of the proxy that it comes through and that says who it is, or null
 */
public record Peer(String host, int port, X509Certificate certificate, String proxy) {
  /** Of a channel that is no TCP connection. */
  public static final int NO_PORT = -1;

  /** As Java writes an IPv6 address: all of them. */
  private static final int IPV6_GROUPS = 8;

  /** One that comes through no proxy. */
  public Peer(String host, int port, X509Certificate certificate) {
    this(host, port, certificate, null);
  }

  /** The client of a proxy, which tells the address. */
  static Peer through(Peer proxy, InetAddress client, int port) {
    return new Peer(client.getHostAddress(), port, proxy.certificate, proxy.host);
  }

  /** The same, after it has shown a certificate. */
  Peer with(X509Certificate shown) {
    return new Peer(host, port, shown, proxy);
  }

  /** The other end of a TCP connection, without a certificate. */
  static Peer of(InetSocketAddress remote) {
    return new Peer(remote.getAddress().getHostAddress(), remote.getPort(), null);
  }

  /**
   * What limits and bans count by: the host, or of an IPv6 address its first 64 bits, within which
   * a machine has as many addresses as it likes. Link-local addresses, of which all begin alike,
   * count one by one.
   */
  public String network() {
    String[] groups = host.split(":", -1);
    return groups.length == IPV6_GROUPS && !host.startsWith("fe80:")
        ? String.join(":", groups[0], groups[1], groups[2], groups[3]) + "::/64"
        : host;
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
    return proxy == null ? address() : address() + " through " + proxy;
  }
}
