package hearth.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a server is, in one text: {@code mqtt://[user[:password]@]host[:port][/path]}, with {@code
 * mqtts} for TLS, {@code ws} for WebSocket and {@code wss} for both. Characters that a URL has no
 * room for stand as {@code %20}; {@code #} and {@code +} may stand as they are.
 *
 * @param userName null where it is not said
 * @param password null where it is not said
 * @param host an IPv6 address is without its brackets
 * @param port 1 to 65535; 1883, 8883, 80 and 443 by default
 * @param path what follows host and port, without its first slash; empty where there is none
 */
public record ServerUri(
    boolean tls,
    boolean webSocket,
    String userName,
    String password,
    String host,
    int port,
    String path) {

  /** The schemes, with the ports that they stand for. */
  private static final Map<String, Integer> PORTS =
      Map.of("mqtt", 1883, "mqtts", 8883, "ws", 80, "wss", 443);

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException where it is not of this form
   */
  public static ServerUri of(String text) {
    URI uri = parse(text);
    String scheme = String.valueOf(uri.getScheme());
    Integer usualPort = PORTS.get(scheme);
    String authority = uri.getRawAuthority();
    if (usualPort == null || authority == null) {
      throw misshapen(text);
    }
    int at = authority.lastIndexOf('@');
    String[] user = authority.substring(0, Math.max(at, 0)).split(":", 2);
    String place = authority.substring(at + 1);
    int colon = place.lastIndexOf(':');
    boolean hasPort = colon > place.indexOf(']');
    String host = hasPort ? place.substring(0, colon) : place;
    if (host.isEmpty() || host.startsWith("[") != host.endsWith("]")) {
      throw misshapen(text);
    }
    return new ServerUri(
        scheme.equals("mqtts") || scheme.equals("wss"),
        scheme.startsWith("ws"),
        at < 0 ? null : decoded(user[0]),
        user.length < 2 ? null : decoded(user[1]),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        hasPort ? port(place.substring(colon + 1), text) : usualPort,
        uri.getPath().isEmpty() ? "" : uri.getPath().substring(1));
  }

  private static int port(String digits, String text) {
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port == 0 || port > 65_535) {
      throw misshapen(text);
    }
    return port;
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException misshapen(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not of the form mqtt(s)://[user[:password]@]host[:port][/path]");
  }

  private static URI parse(String text) {
    try {
      return new URI(text.replace("#", "%23"));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is no URI: " + e.getReason(), e);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    String scheme = (webSocket ? "ws" : "mqtt") + (tls ? "s" : "");
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
