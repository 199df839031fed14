package hearth.io.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The other end of a channel.
 *
 * @param host its address without a port, or a word such as {@code in-process}
 * @param port its TCP port, or {@link #NO_PORT}
 * @param certificate the verified TLS certificate of a client, or null
 * @param proxy the address of the proxy that it comes through and that says who it is, or null
 * @param issuers the certificates that a client has shown after its own
 */
public record Peer(
    String host,
    int port,
    X509Certificate certificate,
    String proxy,
    List<X509Certificate> issuers) {
  /** Of a channel that is no TCP connection. */
  public static final int NO_PORT = -1;

  /** One that comes through no proxy. */
  public Peer(String host, int port, X509Certificate certificate) {
    this(host, port, certificate, null, List.of());
  }

  /** The client of a proxy, which tells the address. */
  static Peer through(Peer proxy, InetAddress client, int port) {
    return new Peer(text(client), port, proxy.certificate, proxy.host, proxy.issuers);
  }

  /** A proxy that does not say who its client is: be it anybody, it is no program beside it. */
  Peer throughItself() {
    return new Peer(host, port, certificate, host, issuers);
  }

  /** The same, after it has shown certificates, its own first, or none. */
  public Peer with(List<X509Certificate> shown) {
    return shown.isEmpty()
        ? this
        : new Peer(host, port, shown.get(0), proxy, shown.subList(1, shown.size()));
  }

  /** The other end of a TCP connection, without a certificate. */
  static Peer of(InetSocketAddress remote) {
    return new Peer(text(remote.getAddress()), remote.getPort(), null);
  }

  /**
   * What limits and bans count by: the host, or of an IPv6 address its first 64 bits, within which
   * a machine has as many addresses as it likes. It has as many link-local ones, so that those of a
   * link count as one, as all of a home do already with the prefix that its router gives out; who
   * has logged in before is let in all the same, whoever guesses beside it.
   */
  public String network() {
    if (host.indexOf(':') < 0) {
      return host;
    }
    int scope = host.indexOf('%');
    InetAddress address = NumericAddress.of(scope < 0 ? host : host.substring(0, scope));
    if (address == null) {
      return host; // a word with a colon in it, or one with a network beside it
    }
    if (address instanceof Inet4Address) {
      return address.getHostAddress(); // written as ::ffff:192.168.1.7
    }
    String[] groups = address.getHostAddress().split(":");
    String prefix = String.join(":", groups[0], groups[1], groups[2], groups[3]) + "::";
    return text(NumericAddress.of(prefix)) + "/64" + (scope < 0 ? "" : host.substring(scope));
  }

  /** Whether it is a program of this machine; who comes through a proxy never is. */
  public boolean isLocal() {
    InetAddress address = proxy == null ? NumericAddress.of(host) : null;
    return address != null && address.isLoopbackAddress();
  }

  /** An address as people write it, {@code ::1} (RFC 5952, 4.2). */
  public static String text(InetAddress address) {
    String text = address.getHostAddress();
    if (text.indexOf(':') < 0) {
      return text;
    }
    // The first of the longest runs of groups that are 0, where there are two of them at least.
    for (String zeros = ":0:0:0:0:0:0:0:0:"; zeros.length() > 3; zeros = zeros.substring(2)) {
      int scope = text.indexOf('%');
      String groups = ":" + (scope < 0 ? text : text.substring(0, scope)) + ":";
      int at = groups.indexOf(zeros);
      if (at >= 0) {
        String left = groups.substring(0, at).replaceFirst("^:", "");
        String right = groups.substring(at + zeros.length()).replaceFirst(":$", "");
        return left + "::" + right + (scope < 0 ? "" : text.substring(scope));
      }
    }
    return text;
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
