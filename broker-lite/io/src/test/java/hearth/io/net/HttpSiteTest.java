package hearth.io.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages on the listener of WebSocket, and who is kept away from both. */
class HttpSiteTest {
  private static final WebSocketLayer.Settings SETTINGS =
      new WebSocketLayer.Settings(
          "/mqtt", "https://home.example"::equals, 1_000, 2 << 20, 10_000_000_000L);
  private static final HttpPages PAGES =
      new HttpPages(
          "abc",
          Map.of(
              "/",
              new HttpPages.Page("text/html; charset=utf-8", "<packed>".getBytes(ISO_8859_1)),
              "/abc/app.js",
              new HttpPages.Page("text/javascript", "<script>".getBytes(ISO_8859_1))));

  private final TestLoop loop = TestLoop.manual();
  private Recorder browser;
  private boolean secure;
  private String cookies;
  private HttpSite.Visitors visitors = HttpSite.Visitors.NONE;
  private MemoryChannel.Pair below;
  private CompletableFuture<Channel> accepted;

  private void connect() {
    browser = new Recorder();
    HttpSite site = new HttpSite(PAGES, new HttpHost(List.of("hearth.local")), secure, visitors);
    WebSocketServer server =
        new WebSocketServer(
            loop.loop(), new Random(2), SETTINGS, peer -> peer.startsWith("10."), site);
    below = MemoryChannel.pair(loop.loop(), "client", "server");
    accepted = new CompletableFuture<>();
    TcpListener.Acceptor acceptor =
        server.acceptingVisitors(
            new HostQuota(10, 10),
            (channel, sent) -> {
              cookies = sent;
              accepted.complete(channel);
            },
            accepted::completeExceptionally);
    loop.run(() -> acceptor.accepted(below.b()));
    loop.run(() -> below.a().open(browser));
  }

  private void send(String text) {
    loop.run(() -> below.a().write(text.getBytes(ISO_8859_1)));
  }

  private String get(String path, String... fields) {
    return ask("GET " + path + " HTTP/1.1", fields);
  }

  private String ask(String line, String... fields) {
    connect();
    send(request(line, fields));
    return browser.bytes.toString(ISO_8859_1);
  }

  private static String request(String line, String... fields) {
    String host =
        List.of(fields).stream().anyMatch(field -> field.startsWith("Host:"))
            ? ""
            : "Host: hearth.local:8080\r\n";
    String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
    return line + "\r\n" + host + "Accept-Encoding: gzip, deflate\r\n" + more + "\r\n";
  }

  private String upgrade(String... fields) {
    return get("/mqtt", upgradeFields(fields));
  }

  private static String[] upgradeFields(String... fields) {
    String[] all = new String[fields.length + 5];
    System.arraycopy(fields, 0, all, 5, fields.length);
    all[0] = "Upgrade: websocket";
    all[1] = "Connection: Upgrade";
    all[2] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    all[3] = "Sec-WebSocket-Protocol: mqtt";
    all[4] = "Sec-WebSocket-Version: 13";
    return all;
  }

  private static String status(String answer) {
    return answer.substring("HTTP/1.1 ".length(), answer.indexOf("\r\n"));
  }

  private boolean isOrderly() {
    return HttpAnswer.isOrderly(assertThrows(CompletionException.class, accepted::join).getCause());
  }

  @Test
  void thePageComesPackedWithItsHeadersAndTheConnectionEnds() {
    assertEquals(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
            + "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\nCache-Control: no-store\r\n"
            + "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self'; manifest-src 'self'; connect-src 'self' ws://hearth.local:8080;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
            + "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
            + "Referrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n"
            + "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n"
            + "Content-Length: 8\r\n\r\n<packed>",
        get("/"));
    assertTrue(isOrderly());
    assertTrue(browser.closed);
  }

  @Test
  void whatCarriesTheTagIsKeptForEver() {
    String answer = get("/abc/app.js");

    assertTrue(
        answer.contains("Cache-Control: public, max-age=31536000, immutable\r\nETag: \"abc\"\r\n"));
    assertEquals("304 Not Modified", status(get("/abc/app.js", "If-None-Match: \"x\", \"abc\"")));
    assertTrue(isOrderly());
  }

  @Test
  void theHeadAloneCanBeAskedFor() {
    String answer = ask("HEAD / HTTP/1.1");

    assertEquals("200 OK", status(answer));
    assertTrue(answer.endsWith("Content-Length: 8\r\n\r\n"));
  }

  @Test
  void aRequestMayComeByteByByte() {
    connect();
    for (char c : request("GET /?from=home HTTP/1.1").toCharArray()) {
      assertEquals("", browser.bytes.toString(ISO_8859_1));
      send(String.valueOf(c));
    }
    assertEquals("200 OK", status(browser.bytes.toString(ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/favicon.ico",
        "/old/app.js",
        "/abc/",
        "/abc",
        "//",
        "/%2e%2e/",
        "/abc/../",
        "/abc/app.js/",
        "/ABC/app.js",
        "/abc%2fapp.js",
        "/\\",
        "/abc/app.js%00",
        "*",
        "http://hearth.local/abc/app.js"
      })
  void whatIsNotThereIsNoRefusal(String path) {
    assertEquals("404 Not Found", status(get(path)));
    assertTrue(isOrderly());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Host: attacker.example | 421 Misdirected Request",
        "Host: hearth.local.attacker.example:8080 | 421 Misdirected Request",
        "Host: hearth.local; script-src * | 421 Misdirected Request",
        "Host: hearth.local, hearth.local | 421 Misdirected Request",
        "Host: | 400 Bad Request",
        "Content-Length: 5 | 400 Bad Request",
        "Content-Length: +0 | 400 Bad Request",
        "Transfer-Encoding: chunked | 400 Bad Request",
        "Transfer-Encoding : chunked | 400 Bad Request",
        "' folded: yes' | 400 Bad Request",
        "no field | 400 Bad Request",
        "X: a\tb | 200 OK"
      })
  void aRequestThatIsNotForUsOrIsReadInTwoWaysIsRefused(String field, String status) {
    String answer = get("/", field);

    assertEquals(status, status(answer));
    assertTrue(answer.contains("frame-ancestors 'none'"), answer);
    assertFalse(answer.split("\r\n\r\n")[0].contains("attacker"), answer);
    assertEquals(status.startsWith("200"), isOrderly());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.0",
        "GET / HTTP/2",
        "GET /",
        "GET  / HTTP/1.1",
        "GET / HTTP/1.1 x",
        "GET\t/ HTTP/1.1",
        "get / HTTP/1.1"
      })
  void aLineThatIsNoRequestIsRefused(String line) {
    assertEquals("400 Bad Request", status(ask(line)));
    assertFalse(isOrderly());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PRI"})
  void nothingButReadingIsAnswered(String method) {
    String answer = ask(method + " / HTTP/1.1");

    assertEquals("405 Method Not Allowed", status(answer));
    assertTrue(answer.contains("Allow: GET, HEAD\r\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | 200 OK",
        "br, gzip;q=0.5 | 200 OK",
        "* | 200 OK",
        "gzip;q=0, * ;q=0.0 | 406 Not Acceptable",
        "identity | 406 Not Acceptable"
      })
  void whoTakesNoGzipIsToldSo(String accepted, String status) {
    connect();
    send("GET / HTTP/1.1\r\nHost: hearth.local\r\nAccept-Encoding: " + accepted + "\r\n\r\n");

    assertEquals(status, status(browser.bytes.toString(ISO_8859_1)));
    assertTrue(isOrderly());
  }

  @Test
  void halfAHeadTimesOut() {
    connect();
    send("GET / HTTP/1.1\r\nHost: hearth.local\r\n");
    loop.advance(Duration.ofSeconds(9));
    send("X: y\r\n"); // one that comes slowly has no more time
    assertFalse(accepted.isDone());

    loop.advance(Duration.ofSeconds(1));

    assertFalse(isOrderly());
    assertEquals("", browser.bytes.toString(ISO_8859_1).replaceAll("[^ -~]", "").strip());
  }

  @Test
  void aSecondRequestBehindTheFirstIsNotAnswered() {
    connect();
    send(request("GET / HTTP/1.1") + request("GET /abc/app.js HTTP/1.1"));

    assertTrue(browser.bytes.toString(ISO_8859_1).endsWith("<packed>"));
    assertEquals(1, browser.bytes.toString(ISO_8859_1).split("HTTP/1.1 200", -1).length - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | hearth.local:8080 | http://hearth.local:8080 | 101 Switching Protocols",
        "false | HEARTH.local:8080 | http://hearth.local:8080 | 101 Switching Protocols",
        "false | hearth.local | http://hearth.local | 101 Switching Protocols",
        "false | hearth.local:80 | http://hearth.local | 101 Switching Protocols",
        "false | [fd00::1]:8080 | http://[fd00::1]:8080 | 101 Switching Protocols",
        "true | hearth.local:443 | https://hearth.local | 101 Switching Protocols",
        "false | hearth.local:8080 | https://home.example | 101 Switching Protocols",
        "false | hearth.local:8080 | https://hearth.local:8080 | 403 Forbidden",
        "true | hearth.local:8080 | http://hearth.local:8080 | 403 Forbidden",
        "false | hearth.local:8080 | http://hearth.local:8081 | 403 Forbidden",
        "false | hearth.local:8080 | http://hearth.local | 403 Forbidden",
        "false | hearth.local:8080 | http://192.168.1.20:8080 | 403 Forbidden",
        "false | hearth.local:8080 | null | 403 Forbidden",
        "false | hearth.local:8080 | file:// | 403 Forbidden",
        "false | attacker.example | http://attacker.example | 421 Misdirected Request"
      })
  void onlyThePageItselfConnects(boolean tls, String host, String origin, String status) {
    secure = tls;

    String answer = upgrade("Host: " + host, "Origin: " + origin);

    assertEquals(status, status(answer));
  }

  @Test
  void programsAreNoPages() {
    assertEquals("101 Switching Protocols", status(upgrade()));
    assertEquals("426 Upgrade Required", status(get("/mqtt")));
    assertFalse(isOrderly());
  }

  @Test
  void onlyOurOwnPageIsKnownByItsCookies() {
    upgrade("Origin: http://hearth.local:8080", "Cookie: a=b; hearth=c");
    assertEquals("a=b; hearth=c", cookies);

    upgrade("Cookie: hearth=c");
    assertEquals("", cookies);

    upgrade("Origin: https://home.example", "Cookie: hearth=c");
    assertEquals("", cookies);
  }

  @Test
  void theCookiesAreNotHeldAsLongAsTheChannel() throws Exception {
    HttpSite site = new HttpSite(PAGES, new HttpHost(List.of("hearth.local")), false, visitors);
    var opening =
        new WebSocketServerOpening(SETTINGS, new Peer("10.0.0.1", 1, null), peer -> false, site);
    String[] fields = upgradeFields("Origin: http://hearth.local:8080", "Cookie: hearth=c");
    String head = request("GET /mqtt HTTP/1.1", fields);
    opening.read(ByteBuffer.wrap(head.getBytes(ISO_8859_1)));

    assertEquals("hearth=c", opening.takeCookies());
    assertEquals("", opening.takeCookies());
  }

  @Test
  void aTicketIsTradedForACookieByAHeaderThatForeignPagesCannotSend() {
    visitors =
        new HttpSite.Visitors() {
          @Override
          public boolean trades(String path) {
            return path.equals("/keep");
          }

          @Override
          public String trade(String path, String ticket) {
            return ticket.equals("good") ? "hearth=c" : null;
          }
        };

    String answer = get("/keep", "Authorization: Bearer good");
    assertEquals("204 No Content", status(answer));
    assertTrue(answer.contains("Set-Cookie: hearth=c\r\nCache-Control: no-store\r\n"), answer);
    assertTrue(isOrderly());
    assertEquals("401 Unauthorized", status(get("/keep?ticket=good")));
    assertEquals("403 Forbidden", status(get("/keep", "Authorization: Bearer bad")));
    assertEquals(
        "421 Misdirected Request",
        status(get("/keep", "Host: attacker.example", "Authorization: Bearer good")));
    assertEquals("405 Method Not Allowed", status(ask("OPTIONS /keep HTTP/1.1")));
    assertEquals("404 Not Found", status(get("/forget", "Authorization: Bearer good")));
  }

  @Test
  void overHttpsThePageConnectsByWss() {
    secure = true;

    String answer = get("/");

    assertTrue(answer.contains("connect-src 'self' wss://hearth.local:8080;"), answer);
    assertTrue(answer.contains("Cross-Origin-Opener-Policy: same-origin\r\n"), answer);
  }
}
