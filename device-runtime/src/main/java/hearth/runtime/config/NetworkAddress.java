package hearth.runtime.config;

/**
 * A host and a TCP port, as {@code localhost:1883}, {@code 0.0.0.0:1883} or {@code [::1]:1883}.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535; 0 lets the operating system choose where something listens
 */
public record NetworkAddress(String host, int port) {
  /** Of MQTT without TLS, as registered. */
  static final int MQTT_PORT = 1883;

  private static final int LARGEST_PORT = 65_535;

  /**
   * The address of a text. Without a regular expression: its classes would take a tenth of a start.
   *
   * @throws IllegalArgumentException where it has another form or the port is none
   */
  public static NetworkAddress of(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      host = "";
    }
    if (host.isEmpty() || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
      throw new IllegalArgumentException("it is not of the form host:port");
    }
    return new NetworkAddress(host, port(text.substring(colon + 1)));
  }

  /**
   * The address of a text, which may leave out the port.
   *
   * @param usualPort the port of an address without one
   * @throws IllegalArgumentException where it has another form or the port is none
   */
  public static NetworkAddress of(String text, int usualPort) {
    boolean isBracketed = text.startsWith("[");
    boolean isBareIpv6 = !isBracketed && text.indexOf(':') != text.lastIndexOf(':');
    boolean hasPort = isBracketed ? text.contains("]:") : text.indexOf(':') >= 0 && !isBareIpv6;
    if (hasPort) {
      return of(text);
    }
    if (text.contains("://")) {
      throw new IllegalArgumentException("it is an address without mqtt:// before it");
    }
    return of((isBareIpv6 ? "[" + text + "]" : text) + ":" + usualPort);
  }

  private static int port(String text) {
    int port = text.isEmpty() ? -1 : 0;
    for (int i = 0; i < text.length() && port >= 0; i++) {
      int digit = text.charAt(i) - '0';
      port = digit < 0 || digit > 9 ? -1 : port * 10 + digit;
      port = port > LARGEST_PORT ? -1 : port;
    }
    if (port < 0) {
      throw new IllegalArgumentException("a port is a number from 1 to 65535");
    }
    return port;
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    return isLoopback(host);
  }

  /** Whether a host, written as a name or an address, is this machine to itself. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("0:0:0:0:0:0:0:1")
        || host.startsWith("127.");
  }

  /** The host as it stands before a port: an IPv6 address in brackets. */
  public String bracketedHost() {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  @Override
  public String toString() {
    return bracketedHost() + ":" + port;
  }
}
