package hearth.io.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketChannelTest extends ChannelContract {
  private static final long TIMEOUT = 10_000_000_000L;
  private static final WebSocketLayer.Settings SETTINGS =
      new WebSocketLayer.Settings("/mqtt", "https://home.example"::equals, 1_000, 2 << 20, TIMEOUT);
  private static final String REQUEST =
      "GET /mqtt HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n"
          + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          + "Sec-WebSocket-Protocol: chat, mqtt\r\nSec-WebSocket-Version: 13\r\n\r\n";

  private final WebSocketLayer layer = new WebSocketLayer(loop.loop(), new Random(1), SETTINGS);
  private final WebSocketServer server = new WebSocketServer(loop.loop(), new Random(2), SETTINGS);
  private final Recorder raw = new Recorder();
  private MemoryChannel.Pair below;
  private CompletableFuture<Channel> accepted;

  @Override
  TestLoop testLoop() {
    return TestLoop.manual();
  }

  @Override
  int moreThanIsHeld() {
    return 1 << 20;
  }

  @Override
  Ends connect() {
    serve();
    var connected = loop.get(() -> layer.client(below.a(), "home", 9001));
    loop.settle();
    return new Ends(connected.join(), accepted.join());
  }

  private void serve() {
    below = MemoryChannel.pair(loop.loop(), "client", "server");
    accepted = loop.get(() -> server.server(below.b()));
  }

  /** A server with a raw client that has sent this. */
  private void serve(String request) {
    serve();
    loop.run(() -> below.a().open(raw));
    send(request.getBytes(ISO_8859_1));
  }

  private void send(byte[] bytes) {
    loop.run(() -> below.a().write(bytes));
  }

  private void sendHex(String hex) {
    send(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private String answer() {
    return raw.bytes.toString(ISO_8859_1);
  }

  private static String failure(CompletableFuture<?> result) {
    return assertThrows(CompletionException.class, result::join).getCause().getMessage();
  }

  /** A server that has upgraded, with a raw client; what follows is frames. */
  private void serveUpgraded() {
    serve(REQUEST);
    b = accepted.join();
    loop.run(() -> b.open(atB));
    raw.bytes.reset();
  }

  // [MQTT-6.0.0-4]
  @Test
  void theSampleHandshakeIsAnsweredAsInTheStandard() {
    serve(REQUEST);

    assertEquals(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            + "Sec-WebSocket-Protocol: mqtt\r\n\r\n",
        answer());
    assertEquals("client", accepted.join().peer().address());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1 | 198.51.100.9, 203.0.113.7 | 203.0.113.7 | 10.0.0.1",
        "10.0.0.1 | 203.0.113.7, 10.0.0.2 | 203.0.113.7 | 10.0.0.1",
        "10.0.0.1 | [2001:db8::7]:50312 | 2001:db8::7 | 10.0.0.1",
        "10.0.0.1 | 203.0.113.7:50312 | 203.0.113.7 | 10.0.0.1",
        "10.0.0.1 | 10.0.0.2 | 10.0.0.1 | 10.0.0.1",
        "10.0.0.1 | '' | 10.0.0.1 | 10.0.0.1", // it does not say, and is no program beside it
        "192.168.1.9 | 203.0.113.7 | 192.168.1.9 |"
      })
  void aProxyThatIsBelievedSaysWhoseRequestItPassesOn(
      String from, String named, String host, String proxy) {
    WebSocketServer behind =
        new WebSocketServer(
            loop.loop(), new Random(2), SETTINGS, peer -> peer.startsWith("10."), null);
    below = MemoryChannel.pair(loop.loop(), from, "server");
    accepted = loop.get(() -> behind.server(below.b()));
    loop.run(() -> below.a().open(raw));

    send(
        REQUEST
            .replace(
                "Upgrade: websocket\r\n",
                "Upgrade: websocket\r\nX-Forwarded-For: " + named + "\r\n")
            .getBytes(ISO_8859_1));

    assertEquals(host, accepted.join().peer().host());
    assertEquals(proxy, accepted.join().peer().proxy());
  }

  @Test
  void aClientOfPlainMqttIsToldAtOnce() {
    serve("\u0010\u000c\0\4MQTT\4\2\0<\0\0");

    assertTrue(answer().startsWith("HTTP/1.1 400 "), this::answer);
    assertTrue(failure(accepted).contains("speaks MQTT, and not HTTP"), () -> failure(accepted));
  }

  @Test
  void aServerOfPlainMqttIsRecognizedAtOnce() {
    below = MemoryChannel.pair(loop.loop(), "client", "server");
    var connected = loop.get(() -> layer.client(below.a(), "localhost", 1883));
    loop.run(() -> below.b().open(raw));
    loop.run(() -> below.b().write(new byte[] {0x20, 2, 0, 1}));

    assertTrue(failure(connected).contains("no WebSocket at this port"), () -> failure(connected));
  }

  @Test
  void theHandshakeAndFramesWorkOneByteAtATime() {
    serve();
    below.b().deliverInPieces(1);
    loop.run(() -> below.a().open(raw));
    send(REQUEST.getBytes(ISO_8859_1));
    b = accepted.join();
    loop.run(() -> b.open(atB));
    sendHex("82 85 37fa213d 7f9f4d5158");

    assertEquals("Hello", atB.text());
  }

  @ParameterizedTest
  @CsvSource({
    "GET /mqtt HTTP/1.1, POST /mqtt HTTP/1.1, 405",
    "GET /mqtt HTTP/1.1, GET /mqtt HTTP/1.0, 400",
    "GET /mqtt HTTP/1.1, GET, 400",
    "GET /mqtt HTTP/1.1, GET /other HTTP/1.1, 404",
    "Host: server.example.com, X: y, 400",
    "Host: server.example.com, Host : x, 400",
    "Host: server.example.com, nonsense, 400",
    "Host: server.example.com, Host: a\u0001b, 400",
    "Upgrade: websocket, Upgrade: h2c, 426",
    "'Connection: keep-alive, Upgrade', Connection: close, 426",
    "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8, 426",
    "dGhlIHNhbXBsZSBub25jZQ==, c2hvcnQ=, 400",
    "dGhlIHNhbXBsZSBub25jZQ==, !, 400",
    "'chat, mqtt', 'chat, superchat', 400",
    "Host: server.example.com, 'Host: a\r\nOrigin: https://evil.example', 403"
  })
  void otherRequestsAreRefused(String part, String instead, String status) {
    serve(REQUEST.replace(part, instead));

    assertTrue(answer().startsWith("HTTP/1.1 " + status), this::answer);
    assertTrue(answer().endsWith("\n"));
    assertTrue(raw.closed);
    assertTrue(failure(accepted).startsWith("WebSocket handshake with client failed: "));
    assertEquals(List.of(), loop.failures);
  }

  @Test
  void anAllowedOriginAndAQueryAreTaken() {
    serve(
        REQUEST
            .replace("Host: ", "Origin: https://home.example\r\nHost: ")
            .replace("/mqtt HTTP", "/mqtt?token=x HTTP"));

    assertTrue(accepted.join().isOpen());
  }

  @ParameterizedTest
  @CsvSource({
    "https://192.168.1.20:9001, 192.168.1.20:9001, true",
    "http://[fd00::1]:9001, [fd00::1]:9001, true",
    "https://RaspberryPi.local:9001, raspberrypi.local:9001, true",
    "http://localhost:9001, localhost:9001, true",
    "https://pi, pi, true",
    "https://pi, pi:443, true",
    "http://pi:80, pi, true",
    "https://192.168.1.20:9002, 192.168.1.20:9001, false",
    "https://192.168.1.21:9001, 192.168.1.20:9001, false",
    "https://home.example.org:9001, home.example.org:9001, false",
    "https://192.168.1.20.example.org:9001, 192.168.1.20.example.org:9001, false",
    "null, 192.168.1.20:9001, false",
  })
  void anOriginThatIsTheServerItselfIsNoForeignPage(String origin, String host, boolean taken) {
    serve(REQUEST.replace("Host: server.example.com", "Host: " + host + "\r\nOrigin: " + origin));

    assertTrue(answer().startsWith("HTTP/1.1 " + (taken ? "101" : "403")), this::answer);
  }

  @Test
  void theOldSubprotocolIsTakenToo() {
    serve(REQUEST.replace("chat, mqtt", "mqttv3.1"));

    assertTrue(answer().contains("Sec-WebSocket-Protocol: mqttv3.1\r\n"), this::answer);
  }

  @Test
  void aHeadThatIsTooLongIsRefusedBeforeItsEnd() {
    serve("GET /mqtt HTTP/1.1\r\nX: " + "x".repeat(1_000));

    assertTrue(answer().startsWith("HTTP/1.1 431"), this::answer);
    assertTrue(raw.closed);
  }

  @Test
  void aHeadThatDoesNotComeIsRefusedInTime() {
    serve(REQUEST.substring(0, 100));
    loop.advance(Duration.ofNanos(TIMEOUT - 1));
    assertFalse(accepted.isDone());
    loop.advance(Duration.ofNanos(1));

    assertTrue(failure(accepted).contains("in time"), () -> failure(accepted));
    assertTrue(raw.closed);
  }

  @ParameterizedTest
  @CsvSource({
    "82 05 48656c6c6f, 1002", // not masked
    "c2 80 00000000, 1002", // reserved bits
    "a2 80 00000000, 1002",
    "92 80 00000000, 1002",
    "83 80 00000000, 1002", // reserved codes
    "8b 80 00000000, 1002",
    "81 80 00000000, 1003", // text [MQTT-6.0.0-1]
    "80 80 00000000, 1002", // continues nothing
    "02 80 00000000 82 80 00000000, 1002", // a message within a message
    "09 80 00000000, 1002", // a fragmented Ping
    "89 fe 007e 00000000, 1002", // a Ping of 126 bytes
    "82 fe 007d 00000000, 1002", // a length that would fit a shorter form
    "82 ff 000000000000ffff 00000000, 1002",
    "82 ff 8000000000000000 00000000, 1002",
    "82 ff 7fffffffffffffff 00000000, 1009",
    "82 ff 0000000000200001 00000000, 1009",
    "88 81 00000000 03, 1002", // half a status code
    "88 82 00000000 03e7, 1002", // 999
    "88 82 00000000 03ed, 1002", // 1005 is never sent
    "88 84 00000000 03e8c328, 1007" // no UTF-8
  })
  void badFramesCloseWithTheirStatus(String frames, int status) {
    serveUpgraded();
    sendHex(frames);

    byte[] close = raw.bytes.toByteArray();
    assertEquals(0x88, close[0] & 0xFF);
    assertEquals(status, ByteBuffer.wrap(close).getShort(2));
    assertTrue(atB.closed);
    assertNotNull(atB.cause);
    assertTrue(raw.closed);
    assertNull(raw.cause);
    assertEquals(List.of(), loop.failures);
  }

  @Test
  void endlessFragmentsEndAtTheLimit() {
    serveUpgraded();
    ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    fragments.writeBytes(new byte[] {2, (byte) 0x80, 0, 0, 0, 0});
    for (int i = 0; i < 10_000; i++) {
      fragments.writeBytes(new byte[] {0, (byte) 0x80, 0, 0, 0, 0});
    }
    for (int i = 0; i < 100 && !raw.closed; i++) {
      send(fragments.toByteArray());
      fragments.reset();
      for (int j = 0; j < 10_000; j++) {
        fragments.writeBytes(new byte[] {0, (byte) 0x80, 0, 0, 0, 0});
      }
    }

    assertTrue(raw.closed);
    assertEquals(1009, ByteBuffer.wrap(raw.bytes.toByteArray()).getShort(2));
  }

  // [MQTT-6.0.0-2]
  @Test
  void fragmentsWithControlFramesBetweenThemAreOneStream() {
    serveUpgraded();
    sendHex("02 83 00000000 616263"); // abc
    sendHex("89 82 01010101 0001"); // Ping
    sendHex("00 81 ffffffff 9b"); // d
    sendHex("8a 80 00000000"); // Pong
    sendHex("80 80 00000000 82 81 00000000 65"); // the end, and e

    assertEquals("abcde", atB.text());
    assertArrayEquals(new byte[] {(byte) 0x8A, 2, 1, 0}, raw.bytes.toByteArray());
  }

  @Test
  void aCloseIsAnsweredWithItsStatus() {
    serveUpgraded();
    sendHex("82 81 00000000 61 88 85 00000000 0fa0627965"); // a, Close 4000 bye
    assertEquals("a", atB.text());
    assertTrue(atB.closed);
    assertNull(atB.cause);
    assertArrayEquals(new byte[] {(byte) 0x88, 2, 0x0F, (byte) 0xA0}, raw.bytes.toByteArray());
  }

  @Test
  void whoFloodsWithPingsAndDoesNotReadIsNotAnsweredForever() {
    serveUpgraded();
    loop.run(below.a()::pauseReading);
    byte[] ping = new byte[131];
    ping[0] = (byte) 0x89;
    ping[1] = (byte) (0x80 | 125);
    ByteArrayOutputStream pings = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      pings.writeBytes(ping);
    }
    for (int i = 0; i < 50; i++) {
      send(pings.toByteArray());
    }

    assertTrue(loop.get(b::pendingBytes) < 100_000);
    assertTrue(b.isOpen());
  }

  @Test
  void aFrameIsPassedOnBeforeItIsWhole() {
    serveUpgraded();
    sendHex("82 ff 0000000000100000 00000000 6162");

    assertEquals("ab", atB.text());
  }

  @Test
  void lengthsOfAllFormsGoBothWays() {
    loop.run(
        () -> {
          a.open(atA);
          b.open(atB);
        });
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 200_000}) {
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, (byte) length);
      expected.writeBytes(bytes);
      loop.run(
          () -> {
            a.write(bytes);
            b.write(bytes);
          });
    }

    assertArrayEquals(expected.toByteArray(), atA.bytes.toByteArray());
    assertArrayEquals(expected.toByteArray(), atB.bytes.toByteArray());
  }

  // [MQTT-6.0.0-1]
  @Test
  void whatIsSentInATurnIsOneFrame() {
    serveUpgraded();
    loop.run(
        () -> {
          b.write("one".getBytes(UTF_8));
          b.write("two".getBytes(UTF_8));
        });

    assertEquals("\u0082\u0006onetwo", answer());
  }

  // [MQTT-6.0.0-3]
  @Test
  void aClientMasksDifferently() {
    below = MemoryChannel.pair(loop.loop(), "client", "server");
    below.b().open(raw);
    var connected = loop.get(() -> layer.client(below.a(), "::1", 9001));
    loop.settle();
    String request = answer();
    assertTrue(request.startsWith("GET /mqtt HTTP/1.1\r\nHost: [::1]:9001\r\n"), request);
    assertTrue(request.contains("Sec-WebSocket-Protocol: mqtt\r\n"), request);
    String key = request.replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
    String response =
        "HTTP/1.1 101 Switching\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + WebSocketOpening.accept(key)
            + "\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
    loop.run(() -> below.b().write((response + "\u0082\u0001!").getBytes(ISO_8859_1)));
    a = connected.join();
    raw.bytes.reset();
    loop.run(() -> a.open(atA));
    assertEquals("!", atA.text());
    for (int i = 0; i < 2; i++) {
      loop.run(() -> a.write(new byte[4]));
    }

    byte[] frames = raw.bytes.toByteArray();
    assertEquals(2 * (2 + 4 + 4), frames.length);
    assertFalse(Arrays.equals(frames, 2, 6, frames, 12, 16));
    loop.run(() -> below.b().write(new byte[] {(byte) 0x82, (byte) 0x80, 0, 0, 0, 0}));
    assertTrue(atA.closed, "a masked frame of a server");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 404 Not Found\r\n\r\n",
        "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        "nonsense\r\n\r\n",
        "HTTP/1.1 101 Yes\r\nnonsense\r\n\r\n"
      })
  void aServerThatDoesNotUpgradeIsLeft(String response) {
    below = MemoryChannel.pair(loop.loop(), "client", "server");
    below.b().open(raw);
    var connected = loop.get(() -> layer.client(below.a(), "home", 9001));
    loop.run(() -> below.b().write(response.getBytes(ISO_8859_1)));

    assertTrue(failure(connected).contains("WebSocket handshake with server failed"));
    assertTrue(raw.closed);
  }

  @Test
  void randomFramesHarmNobody() {
    Random random = new Random(9);
    for (int i = 0; i < 500; i++) {
      serve();
      loop.run(() -> below.a().open(new Recorder()));
      send(REQUEST.getBytes(ISO_8859_1));
      b = accepted.join();
      loop.run(() -> b.open(new Recorder()));
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] &= (byte) 0x8F;
        bytes[1] |= (byte) 0x80;
      }
      send(bytes);
      loop.run(below.a()::close);
      loop.advance(Duration.ofSeconds(3));
      assertFalse(b.isOpen());
    }
    assertEquals(List.of(), loop.failures);
  }

  @Test
  void itStacksOnTls() {
    below = MemoryChannel.pair(loop.loop(), "client", "server");
    TlsLayer tls =
        new TlsLayer(loop.loop(), loop.loop(), TestCertificates::server, TIMEOUT, parameters -> {});
    TlsServer tlsServer =
        new TlsServer(loop.loop(), loop.loop(), TestCertificates::server, TIMEOUT);
    Connector memory = (host, port, timeout) -> CompletableFuture.completedFuture(below.a());
    Connector connector = layer.above(tls.above(memory, false));
    HostQuota underWay = new HostQuota(1, 1);
    TcpListener.Acceptor last =
        channel -> {
          b = channel;
          b.open(atB);
        };
    var acceptor =
        tlsServer.accepting(
            TlsServer.ClientCertificate.NONE,
            underWay,
            server.accepting(underWay, last, loop.failures::add),
            loop.failures::add);
    loop.run(() -> acceptor.accepted(below.b()));
    var connected = loop.get(() -> connector.connect("localhost", 8884, TIMEOUT));
    loop.settle();
    a = connected.join();
    loop.run(
        () -> {
          a.open(atA);
          a.write("wss".getBytes(UTF_8));
          b.write("and back".getBytes(UTF_8));
        });
    loop.await("arrival", () -> atB.text().equals("wss") && atA.text().equals("and back"));
    loop.run(b::close);

    loop.await("closed", () -> atA.closed && atB.closed);
    assertNull(atA.cause);
  }
}
