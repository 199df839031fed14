package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiedChannelTest extends ChannelContract {
  private static final long TIMEOUT = 10_000_000_000L;
  private static final String SIGNATURE = "0D0A0D0A000D0A515549540A";
  private static final String VERSION_1 = "PROXY TCP4 203.0.113.7 127.0.0.1 50312 1883\r\n";

  private final ProxyProtocolServer server = new ProxyProtocolServer(loop.loop(), TIMEOUT);
  private MemoryChannel.Pair below;
  private CompletableFuture<Channel> accepted;

  /** A proxy that passes on what it is given. */
  private static final class Proxy implements Codec {
    private LayeredChannel channel;

    @Override
    public void begin(LayeredChannel channel) {
      this.channel = channel;
      channel.below().write(VERSION_1.getBytes(StandardCharsets.ISO_8859_1));
      channel.established(null);
    }

    @Override
    public int read(ByteBuffer bytes) {
      channel.in.receive(bytes);
      return 0;
    }

    @Override
    public int write(WriteQueue queue) {
      byte[] piece = new byte[(int) Math.min(queue.bytes(), 4096)];
      queue.copyTo(ByteBuffer.wrap(piece));
      channel.below().write(piece);
      return piece.length;
    }

    @Override
    public void sayGoodbye(IOException cause) {}
  }

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
    LayeredChannel proxy =
        new LayeredChannel(loop.loop(), new WriteQueuePool(), below.a(), new Proxy());
    var client = loop.get(() -> Handshake.begin(loop.loop(), proxy, "proxy", TIMEOUT));
    loop.settle();
    return new Ends(client.join(), accepted.join());
  }

  private void serve() {
    below = MemoryChannel.pair(loop.loop(), "127.0.0.1", "server");
    accepted = loop.get(() -> server.server(below.b()));
  }

  private void serve(byte[] bytes) {
    serve();
    loop.run(() -> below.a().open(new Recorder()));
    loop.run(() -> below.a().write(bytes));
    loop.settle();
  }

  private static byte[] line(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", ""));
  }

  private static String failure(CompletableFuture<?> result) {
    return assertThrows(CompletionException.class, result::join).getCause().getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "TCP4 203.0.113.7 127.0.0.1 50312 1883, 203.0.113.7, 50312",
    "TCP6 2001:db8::7 ::1 1 1883, 2001:db8::7, 1",
    "UNKNOWN, 127.0.0.1, -1",
    "UNKNOWN anything at all, 127.0.0.1, -1"
  })
  void versionOneSaysWhoseItIs(String words, String host, int port) {
    serve(line("PROXY " + words + "\r\nHELLO"));

    Channel channel = accepted.join();
    assertEquals(host, channel.peer().host());
    assertEquals(port, channel.peer().port());
    assertEquals("127.0.0.1", channel.peer().proxy(), "also where it does not say who it is");
    loop.run(() -> channel.open(atB));
    assertEquals("HELLO", atB.text());
  }

  @Test
  void theProxyIsNamedToo() {
    assertEquals("203.0.113.7:50312 through 127.0.0.1", b.peer().toString());
    assertEquals("127.0.0.1", b.peer().proxy());
    assertNull(below.b().peer().proxy());
  }

  @ParameterizedTest
  @CsvSource({
    "21 11 000C CB007107 7F000001 C488 075B, 203.0.113.7, 50312",
    "21 11 0010 CB007107 7F000001 C488 075B 04 0001 00, 203.0.113.7, 50312",
    "21 21 0024 20010DB8000000000000000000000007 00000000000000000000000000000001 C488 075B,"
        + " 2001:db8::7, 50312",
    "20 00 0000, 127.0.0.1, -1",
    "20 11 000C CB007107 7F000001 C488 075B, 127.0.0.1, -1",
    "21 31 0000, 127.0.0.1, -1",
  })
  void versionTwoSaysWhoseItIs(String hex, String host, int port) {
    serve(bytes(hex + "48 49"));

    Channel channel = accepted.join();
    assertEquals(host, channel.peer().host());
    assertEquals(port, channel.peer().port());
    loop.run(() -> channel.open(atB));
    assertEquals("HI", atB.text());
  }

  @Test
  void aHeaderMayComeByteByByte() {
    serve();
    below.b().deliverInPieces(1);
    loop.run(() -> below.a().open(new Recorder()));
    loop.run(() -> below.a().write(bytes("21 11 000C CB007107 7F000001 C488 075B")));
    loop.settle();
    assertEquals("203.0.113.7", accepted.join().peer().host());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "PROXY TCP4 203.0.113.7 127.0.0.1 50312\r\n",
        "PROXY TCP4 evil.example 127.0.0.1 50312 1883\r\n",
        "PROXY TCP4 203.0.113.7 127.0.0.1 port 1883\r\n",
        "PROXY UDP4 203.0.113.7 127.0.0.1 50312 1883\r\n",
        "PING TCP4 203.0.113.7 127.0.0.1 50312 1883\r\n",
        "PROXY 01234567890123456789012345678901234567890123456789012345678901234567890123456789"
            + "0123456789012345678901234567890123456789",
        "\r\n\r\nPROXY"
      })
  void whatIsNoHeaderIsCutOff(String text) {
    serve(line(text));
    assertTrue(failure(accepted).contains("PROXY protocol"), () -> failure(accepted));
  }

  @ParameterizedTest
  @ValueSource(strings = {"11 11 000C", "22 11 000C", "21 11 FFFF", "21 11 0004 CB007107"})
  void norAreBytesThatAreNone(String hex) {
    serve(bytes(hex));
    assertTrue(failure(accepted).contains("malformed"), () -> failure(accepted));
  }

  @Test
  void whoSaysNothingIsNotWaitedForWithoutEnd() {
    serve(new byte[0]);
    assertFalse(accepted.isDone());
    loop.advance(Duration.ofSeconds(10));
    assertTrue(failure(accepted).contains("not finished in time"), () -> failure(accepted));
  }
}
