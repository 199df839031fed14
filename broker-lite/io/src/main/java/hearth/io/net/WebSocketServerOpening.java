package hearth.io.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The opening handshake as a server sees it (RFC 6455, 4.2). */
final class WebSocketServerOpening implements WebSocketOpening {
  private static final int KEY_BYTES = 16;

  private static final Pattern ADDRESS = Pattern.compile("[0-9]+([.][0-9]+){3}");

  /** Names that no public DNS has: RFC 6762 with its appendix G, RFC 8375, and .internal. */
  private static final Pattern HOME_NAME =
      Pattern.compile(".*[.](local|localhost|lan|home|private|internal|intranet|home[.]arpa)");

  private final WebSocketLayer.Settings settings;
  private final Peer asking;
  private final Predicate<String> proxies;

  /** Null where nothing but WebSocket is answered. */
  private final HttpSite site;

  private Peer peer;
  private boolean isOwn;
  private String cookies = "";

  /**
   * @param asking who asks, a client or a proxy
   * @param proxies addresses that are believed when they name another in X-Forwarded-For
   * @param site what else is served, or null
   */
  WebSocketServerOpening(
      WebSocketLayer.Settings settings, Peer asking, Predicate<String> proxies, HttpSite site) {
    this.site = site;
    this.settings = settings;
    this.asking = asking;
    this.proxies = proxies;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  /**
   * The cookies that our own page has sent; empty for any other, and for programs. Once: the
   * channel keeps this as long as it lives, and should not keep them.
   */
  String takeCookies() {
    String taken = cookies;
    cookies = "";
    return taken;
  }

  @Override
  public byte[] begin() {
    return null;
  }

  @Override
  public byte[] read(ByteBuffer in) throws HttpRefusal {
    HttpHead request = null;
    try {
      requireHttp(in);
      request = HttpHead.read(in, settings.maximumHeadBytes());
      return request == null ? null : answer(request);
    } catch (HttpRefusal e) {
      throw site == null ? e : HttpAnswer.of(e, site.headers(request));
    }
  }

  private byte[] answer(HttpHead request) throws HttpRefusal {
    checkRequest(request);
    checkKey(request.field("sec-websocket-key"));
    cookies = isOwn && site != null ? request.field("cookie") : "";
    peer = ForwardedFor.of(request.field("x-forwarded-for"), asking, proxies);
    return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + WebSocketOpening.accept(request.field("sec-websocket-key"))
            + "\r\nSec-WebSocket-Protocol: "
            + subprotocol(request)
            + END_OF_HEAD)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** At once: a client of plain MQTT would wait for an answer, and we for the rest of a head. */
  private static void requireHttp(ByteBuffer in) throws HttpRefusal {
    if (in.hasRemaining() && !Character.isUpperCase(in.get(in.position()))) {
      throw new HttpRefusal(
          "400 Bad Request",
          "this port is for MQTT over WebSocket, and what came is no HTTP: "
              + FirstByte.insteadOf("HTTP", in.get(in.position())));
    }
  }

  private void checkRequest(HttpHead request) throws HttpRefusal {
    String[] words = request.firstLine().split(" ");
    if (words.length != 3 || !words[2].equals("HTTP/1.1") || request.field("host").isEmpty()) {
      throw new HttpRefusal("400 Bad Request", "this is no request of HTTP/1.1");
    }
    if (site != null) {
      site.serve(words[0], words[1], request, settings.path());
    }
    if (!words[0].equals("GET")) {
      throw new HttpRefusal("405 Method Not Allowed", "only GET is answered", "Allow: GET\r\n");
    }
    if (settings.path() != null && !words[1].split("\\?", 2)[0].equals(settings.path())) {
      throw new HttpRefusal("404 Not Found", "WebSocket is spoken at " + settings.path());
    }
    if (!WebSocketOpening.upgrades(request)) {
      throw new HttpRefusal(
          "426 Upgrade Required",
          "this is an MQTT broker: connect by WebSocket, with the subprotocol mqtt",
          "Upgrade: websocket\r\n");
    }
    if (!request.field("sec-websocket-version").equals("13")) {
      throw new HttpRefusal(
          "426 Upgrade Required",
          "WebSocket is spoken in version 13",
          "Sec-WebSocket-Version: 13\r\n");
    }
    checkOrigin(request.field("origin"), request.field("host"));
  }

  /** Browsers send an origin, the page that connects; some programs name the server itself. */
  private void checkOrigin(String origin, String host) throws HttpRefusal {
    boolean own =
        site == null ? isOwn(origin, host) : site.isOwn(origin, host, proxies.test(asking.host()));
    if (!origin.isEmpty() && !own && !settings.origins().test(origin)) {
      throw new HttpRefusal(
          "403 Forbidden", "pages from " + origin + " are not among the allowed origins");
    }
    isOwn = own && !origin.isEmpty();
  }

  /**
   * Whether an origin is the very host and port that the request is for, as paho-python sends it.
   * Not under a name of the public DNS: whoever owns one may have it lead a browser here, and serve
   * a page under it before (DNS rebinding).
   */
  private static boolean isOwn(String origin, String host) {
    int scheme = origin.indexOf("://");
    if (scheme < 0) {
      return false;
    }
    String usual = origin.startsWith("https") ? ":443" : ":80";
    String page = withPort(origin.substring(scheme + 3), usual);
    return page.equalsIgnoreCase(withPort(host, usual)) && !isPublicName(page);
  }

  private static String withPort(String host, String usual) {
    return host.lastIndexOf(':') > host.lastIndexOf(']') ? host : host + usual;
  }

  private static boolean isPublicName(String page) {
    String name = page.substring(0, page.lastIndexOf(':')).toLowerCase(Locale.ROOT);
    boolean isAddress = name.startsWith("[") || ADDRESS.matcher(name).matches();
    return !isAddress && name.indexOf('.') >= 0 && !HOME_NAME.matcher(name).matches();
  }

  private static void checkKey(String key) throws HttpRefusal {
    try {
      if (Base64.getDecoder().decode(key).length == KEY_BYTES) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // No Base64 at all.
    }
    throw new HttpRefusal("400 Bad Request", "Sec-WebSocket-Key is not 16 bytes in Base64");
  }

  /** The first that the client names and we know. */
  private static String subprotocol(HttpHead request) throws HttpRefusal {
    for (String offered : request.list("sec-websocket-protocol")) {
      if (SUBPROTOCOLS.contains(offered)) {
        return offered; // [MQTT-6.0.0-4]
      }
    }
    // [MQTT-6.0.0-3]
    throw new HttpRefusal(
        "400 Bad Request", "the client does not offer the WebSocket subprotocol mqtt");
  }
}
