package hearth.runtime.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a TCP port, as {@code localhost:1883}, {@code 0.0.0.0:1883} or {@code [::1]:1883}.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535; 0 lets the operating system choose where something listens
 */
public record NetworkAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%\\w]+)]|([^:\\[\\]]+)):(\\d+)");

  /**
   * The address of a text.
   *
   * @throws IllegalArgumentException where it has another form or the port is none
   */
  public static NetworkAddress of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("it is not of the form host:port");
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    int port = matcher.group(3).length() > 5 ? -1 : Integer.parseInt(matcher.group(3));
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is a number from 1 to 65535");
    }
    return new NetworkAddress(host, port);
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

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
