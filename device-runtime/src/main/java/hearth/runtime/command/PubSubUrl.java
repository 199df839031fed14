package hearth.runtime.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * Where a server is and who asks, as {@code -L} says it: {@code
 * mqtt(s)://[user[:password]@]host[:port][/topic]}, or {@code ws(s)://} for WebSocket.
 *
 * @param userName null where it is not said
 * @param password null where it is not said
 * @param port 1 to 65535
 * @param topic null where it is not said
 */
record PubSubUrl(
    boolean tls,
    boolean webSocket,
    String userName,
    String password,
    String host,
    int port,
    String topic) {

  private record Scheme(boolean tls, boolean webSocket, int port) {}

  private static final Map<String, Scheme> SCHEMES =
      Map.of(
          "mqtt", new Scheme(false, false, 1883),
          "mqtts", new Scheme(true, false, 8883),
          "ws", new Scheme(false, true, 80),
          "wss", new Scheme(true, true, 443));

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException where it is none of these
   */
  static PubSubUrl of(String text) {
    URI uri = uri(text);
    Scheme scheme = uri.getScheme() == null ? null : SCHEMES.get(uri.getScheme());
    if (scheme == null || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not of the form mqtt(s)://[user[:password]@]host[:port]/topic");
    }
    String user = uri.getUserInfo();
    int colon = user == null ? -1 : user.indexOf(':');
    String path = uri.getPath();
    return new PubSubUrl(
        scheme.tls,
        scheme.webSocket,
        colon < 0 ? user : user.substring(0, colon),
        colon < 0 ? null : user.substring(colon + 1),
        uri.getHost(),
        uri.getPort() < 0 ? scheme.port : uri.getPort(),
        path == null || path.length() < 2 ? null : path.substring(1));
  }

  private static URI uri(String text) {
    try {
      // '#' ends a topic filter here, not a URL
      return new URI(text.replace("#", "%23").replace("+", "%2B"));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is no URL: " + e.getReason(), e);
    }
  }
}
