package hearth.io.net;

import java.util.Locale;

/**
 * Pages under the names of this machine, on a listener where WebSocket is spoken, too. It answers
 * GET and HEAD with what there is, closes each connection, and reads no body. On the loop's thread.
 */
public final class HttpSite {
  /** Who is let in again by a cookie. On the loop's thread. */
  public interface Visitors {
    /** Nobody is. */
    Visitors NONE =
        new Visitors() {
          @Override
          public boolean trades(String path) {
            return false;
          }

          @Override
          public String trade(String path, String ticket) {
            return null;
          }
        };

    /** Whether tickets are traded at this path. */
    boolean trades(String path);

    /**
     * Trades a ticket.
     *
     * @return a value for the header field Set-Cookie; null where the ticket is not good
     */
    String trade(String path, String ticket);
  }

  private static final String BEARER = "Bearer ";

  private static final String HEADERS =
      "X-Content-Type-Options: nosniff\r\n"
          + "X-Frame-Options: DENY\r\n"
          + "Referrer-Policy: no-referrer\r\n"
          + "Cross-Origin-Resource-Policy: same-origin\r\n"
          + "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n";

  private static final String NOT_KEPT = "Cache-Control: no-store\r\n";

  private final HttpPages pages;
  private final HttpHost host;
  private final boolean secure;
  private final Visitors visitors;

  /**
   * A site.
   *
   * @param secure whether browsers come by https
   */
  public HttpSite(HttpPages pages, HttpHost host, boolean secure, Visitors visitors) {
    this.visitors = visitors;
    this.pages = pages;
    this.host = host;
    this.secure = secure;
  }

  /**
   * Looks at a request, of whatever form.
   *
   * @param webSocketPath where WebSocket is spoken: that is the caller's
   * @throws HttpAnswer where it is answered here
   */
  void serve(String method, String target, HttpHead request, String webSocketPath)
      throws HttpRefusal {
    String named = request.field("host");
    if (!host.isOurs(named)) {
      throw new HttpRefusal("421 Misdirected Request", host.whyNotOurs(named));
    }
    if (hasBody(request)) {
      throw new HttpRefusal("400 Bad Request", "a request with a body is not read");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw new HttpRefusal(
          "405 Method Not Allowed", "only GET and HEAD are answered", "Allow: GET, HEAD\r\n");
    }
    String path = target.split("\\?", 2)[0];
    if (visitors.trades(path)) {
      throw traded(path, request);
    }
    if (!path.equals(webSocketPath)) {
      throw page(path, request, method.equals("HEAD"));
    }
  }

  /**
   * A header that a page of another origin cannot send without being asked whether it may, which is
   * answered with no: nobody is logged in or out by a foreign page.
   */
  private HttpAnswer traded(String path, HttpHead request) throws HttpRefusal {
    String ticket = request.field("authorization");
    if (!ticket.startsWith(BEARER)) {
      throw new HttpRefusal(
          "401 Unauthorized", "a ticket is needed here", "WWW-Authenticate: Bearer\r\n");
    }
    String cookie = visitors.trade(path, ticket.substring(BEARER.length()).strip());
    if (cookie == null) {
      throw new HttpRefusal("403 Forbidden", "the ticket was used before, or is too old");
    }
    String headers = "Set-Cookie: " + cookie + "\r\n" + NOT_KEPT + headers(request);
    return HttpAnswer.of("204 No Content", headers, 0, new byte[0]);
  }

  /** Whoever believes in another length of a request than we would read a second one in it. */
  private static boolean hasBody(HttpHead request) {
    String length = request.field("content-length");
    return !request.field("transfer-encoding").isEmpty()
        || (!length.isEmpty() && !length.equals("0"));
  }

  private HttpAnswer page(String path, HttpHead request, boolean onlyHead) {
    String always = headers(request);
    HttpPages.Page page = pages.at(path);
    if (page == null) {
      return HttpAnswer.sentence("404 Not Found", "there is nothing here", NOT_KEPT + always);
    }
    if (!takesGzip(request)) {
      return HttpAnswer.sentence(
          "406 Not Acceptable",
          "the pages are packed: ask with 'Accept-Encoding: gzip' (curl --compressed)",
          NOT_KEPT + always);
    }
    String tag = '"' + pages.tag() + '"';
    String kept =
        pages.isKept(path)
            ? "Cache-Control: public, max-age=31536000, immutable\r\nETag: " + tag + "\r\n"
            : NOT_KEPT;
    if (pages.isKept(path) && request.lists("if-none-match", tag)) {
      return HttpAnswer.of("304 Not Modified", kept + always, 0, new byte[0]);
    }
    String headers =
        "Content-Type: "
            + page.type()
            + "\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
            + kept
            + always;
    byte[] body = onlyHead ? new byte[0] : page.packed();
    return HttpAnswer.of("200 OK", headers, page.packed().length, body);
  }

  private static boolean takesGzip(HttpHead request) {
    for (String coding : request.list("accept-encoding")) {
      String[] parts = coding.toLowerCase(Locale.ROOT).replace(" ", "").split(";q=", 2);
      boolean named = parts[0].equals("gzip") || parts[0].equals("*");
      if (named && (parts.length == 1 || !parts[1].matches("0([.]0*)?"))) {
        return true;
      }
    }
    return false;
  }

  /** The headers of every answer; of a foreign name nothing stands in them. */
  String headers(HttpHead request) {
    String named = request == null ? "" : request.field("host");
    // 'self' does not cover WebSocket in all browsers.
    String socket = host.isOurs(named) ? " " + (secure ? "wss://" : "ws://") + named : "";
    return "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"
        + " img-src 'self'; manifest-src 'self'; connect-src 'self'"
        + socket
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
        + HEADERS
        + (secure ? "Cross-Origin-Opener-Policy: same-origin\r\n" : "");
  }

  /**
   * Whether a page that connects is ours: of the very name that it was asked for, which {@link
   * #serve} has looked at.
   *
   * @param forwarded by a proxy, which may have taken https off
   */
  boolean isOwn(String origin, String named, boolean forwarded) {
    return origin.equalsIgnoreCase(origin(secure, named))
        || (forwarded && origin.equalsIgnoreCase(origin(true, named)));
  }

  /** As browsers write it: without the port that is usual. */
  private static String origin(boolean secure, String named) {
    String usual = secure ? ":443" : ":80";
    String shown =
        named.endsWith(usual) && named.lastIndexOf(':') > named.lastIndexOf(']')
            ? named.substring(0, named.length() - usual.length())
            : named;
    return (secure ? "https://" : "http://") + shown;
  }
}
