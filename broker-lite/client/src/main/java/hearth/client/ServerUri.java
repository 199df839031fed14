package hearth.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * Where a server is, in one text: {@code mqtt://[user[:password]@]host[:port][/path]}, with {@code
 * mqtts} for TLS, {@code ws} for WebSocket and {@code wss} for both. Characters that a URL has no
 * room for stand as {@code %20}; {@code #} and {@code +} may stand as they are.
 *
 * @param userName null where it is not said
 * @param password null where it is not said
 * @param host an IPv6 address is without its brackets
 * @param port 1 to 65535; 1883, 8883, 80 and 443 where nothing is said
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
    String host = uri.getHost();
    int port = uri.getPort();
    if (usualPort == null || host == null || port == 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + text + "' is not of the form mqtt(s)://[user[:password]@]host[:port][/path]");
    }
    String user = uri.getUserInfo();
    int colon = user == null ? -1 : user.indexOf(':');
    return new ServerUri(
        scheme.equals("mqtts") || scheme.equals("wss"),
        scheme.startsWith("ws"),
        colon < 0 ? user : user.substring(0, colon),
        colon < 0 ? null : user.substring(colon + 1),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port < 0 ? usualPort : port,
        uri.getPath().isEmpty() ? "" : uri.getPath().substring(1));
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
