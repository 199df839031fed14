package hearth.io.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpChannelTest extends ChannelContract {
  private static final long TIMEOUT = 5_000_000_000L;

  private final List<Channel> accepted = new ArrayList<>();
  private final TcpListener listener = loop.get(() -> listen(0));
  private final TcpConnector connector = new TcpConnector(real().loop(), Runnable::run);

  @Override
  TestLoop testLoop() {
    return TestLoop.selector();
  }

  private TestLoop.Real real() {
    return (TestLoop.Real) loop;
  }

  private TcpListener listen(int port) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new TcpListener(real().loop(), address, 64, accepted::add, loop.failures::add);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  int moreThanIsHeld() {
    return 32 << 20;
  }

  @Override
  Ends connect() {
    int before = accepted.size();
    Channel client = dial("localhost", port()).join();
    loop.await("accepted", () -> accepted.size() > before);
    return new Ends(client, accepted.get(before));
  }

  private int port() {
    return listener.address().getPort();
  }

  private CompletableFuture<Channel> dial(String host, int port) {
    return loop.get(() -> connector.connect(host, port, TIMEOUT));
  }

  private Socket dialRaw() throws IOException {
    int before = accepted.size();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    loop.await("accepted", () -> accepted.size() > before);
    b = accepted.get(before);
    loop.run(() -> b.open(atB));
    return socket;
  }

  @Test
  void aPeerThatHasEndedItsSideStillGetsItsAnswer() throws IOException {
    byte[] answer = new byte[4 << 20];
    try (Socket socket = dialRaw()) {
      atB.onBytes =
          in -> {
            atB.takeAll(in);
            b.write(answer);
            return 0;
          };
      socket.getOutputStream().write("question".getBytes(UTF_8));
      socket.shutdownOutput();

      assertEquals(answer.length, socket.getInputStream().readAllBytes().length);
    }
    loop.await("closed", () -> atB.closed);
    assertEquals("question", atB.text());
    assertNull(atB.cause);
  }

  @Test
  void aResetIsACause() throws IOException {
    try (Socket socket = dialRaw()) {
      socket.setSoLinger(true, 0);
    }
    loop.await("closed", () -> atB.closed);
    assertNotNull(atB.cause);
  }

  @Test
  void aResetIsNoticedInWriting() throws IOException {
    try (Socket socket = dialRaw()) {
      loop.run(b::pauseReading);
      socket.setSoLinger(true, 0);
    }
    loop.await(
        "closed",
        () -> {
          b.write(new byte[1]);
          return atB.closed;
        });
    assertNotNull(atB.cause);
  }

  @Test
  void theLastBytesReachAPeerThatIsStillSending() throws IOException {
    try (Socket socket = dialRaw()) {
      atB.onBytes =
          in -> {
            b.write("refused".getBytes(UTF_8));
            b.close();
            return 0;
          };
      // Bytes that nobody reads at closing time would make the kernel reset the connection.
      for (int i = 0; i < 100; i++) {
        socket.getOutputStream().write(new byte[100_000]);
      }
      socket.shutdownOutput();
      assertEquals("refused", new String(socket.getInputStream().readAllBytes(), UTF_8));
    }
    loop.await("closed", () -> atB.closed);
    assertNull(atB.cause);
  }

  @Test
  void thePeerHasAddressAndHost() throws IOException {
    try (Socket socket = dialRaw()) {
      assertEquals("127.0.0.1", b.peer().host());
      assertEquals("127.0.0.1:" + socket.getLocalPort(), b.peer().address());
      assertNull(b.peer().certificate());
    }
  }

  @Test
  void aPeerOfIpv6HasBrackets() throws IOException {
    InetAddress address = InetAddress.getByName("2001:db8::1");
    Peer peer = Peer.of(new InetSocketAddress(address, 1883));

    assertEquals("[2001:db8::1]:1883", peer.address());
    assertEquals("2001:db8::1", peer.host());
  }

  @ParameterizedTest
  @CsvSource({
    "::1, ::1",
    "::, ::",
    "1::, 1::",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "fe80::a0:0:10, fe80::a0:0:10",
    "10:0:0:10:0:0:10:10, 10::10:0:0:10:10",
    "192.168.0.1, 192.168.0.1",
  })
  void anAddressIsWrittenAsPeopleDo(String address, String written) throws Exception {
    assertEquals(written, Peer.text(InetAddress.getByName(address)));
  }

  @Test
  void limitsCountByTheFirstHalfOfAnAddress() {
    assertEquals("2001:db8::/64", new Peer("2001:db8::1", 1, null).network());
    assertEquals("192.168.1.7", new Peer("::ffff:192.168.1.7", 1, null).network());
    assertEquals("::/64", new Peer("::1", 1, null).network());
    assertEquals("fe80::/64%eth9", new Peer("fe80::1%eth9", 1, null).network());
    assertEquals("fe80::/64%eth9", new Peer("fe80::2:1%eth9", 1, null).network());
    assertEquals("fe80::/64%wlan0", new Peer("fe80::1%wlan0", 1, null).network());
    assertEquals("in-process", new Peer("in-process", 1, null).network());
  }

  @Test
  void anAcceptorThatThrowsLosesThatConnectionOnly() throws IOException {
    RuntimeException failure = new IllegalStateException("a bug");
    TcpListener.Acceptor broken =
        channel -> {
          throw failure;
        };
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    TcpListener other =
        loop.get(
            () -> {
              try {
                return new TcpListener(real().loop(), any, 1, broken, loop.failures::add);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    for (int i = 0; i < 2; i++) {
      try (Socket socket = new Socket(any.getAddress(), other.address().getPort())) {
        assertThrows(IOException.class, () -> readToEnd(socket));
      }
    }
    loop.await("both reported", () -> loop.failures.size() == 2);
  }

  private static void readToEnd(Socket socket) throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new IOException("ended");
    }
  }

  @Test
  void aClosedListenerAcceptsNoMoreButKeepsItsConnections() throws IOException {
    try (Socket socket = dialRaw()) {
      loop.run(
          () -> {
            try {
              listener.close();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      loop.settle();
      socket.getOutputStream().write('x');
      loop.await("arrival", () -> atB.text().equals("x"));
    }
    CompletableFuture<Channel> refused = dial("127.0.0.1", port());
    assertThrows(CompletionException.class, refused::join);
  }

  @Test
  void whoComesWhileNobodyIsAcceptedWaits() throws IOException {
    int before = accepted.size();
    loop.run(listener::hold);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      loop.settle();
      assertEquals(before, accepted.size());
      loop.run(listener::accept);
      loop.await("acceptance", () -> accepted.size() == before + 1);
      assertTrue(socket.isConnected());
    }
  }

  @Test
  void aTakenPortIsNamed() {
    CompletionException thrown =
        assertThrows(CompletionException.class, () -> loop.get(() -> listen(port())));

    BindException cause = assertInstanceOf(BindException.class, thrown.getCause().getCause());
    assertTrue(cause.getMessage().contains(":" + port()), cause.getMessage());
  }

  @Test
  void aRefusedConnectionNamesItsTarget() throws IOException {
    int free;
    try (ServerSocket taken = new ServerSocket(0)) {
      free = taken.getLocalPort();
    }
    CompletionException thrown =
        assertThrows(CompletionException.class, () -> dial("127.0.0.1", free).join());

    ConnectException cause = assertInstanceOf(ConnectException.class, thrown.getCause());
    assertTrue(cause.getMessage().contains("127.0.0.1 port " + free), cause.getMessage());
  }

  @Test
  void anUnknownHostIsNamed() {
    CompletionException thrown =
        assertThrows(CompletionException.class, () -> dial("no.such.host.invalid", 1883).join());

    assertTrue(thrown.getMessage().contains("no.such.host.invalid"), thrown.getMessage());
  }

  @Test
  void aLookUpThatTakesTooLongEndsInTime() {
    List<Runnable> held = new ArrayList<>();
    TcpConnector slow = new TcpConnector(real().loop(), held::add);
    CompletableFuture<Channel> result = loop.get(() -> slow.connect("localhost", port(), TIMEOUT));

    loop.advance(Duration.ofNanos(TIMEOUT - 1));
    assertFalse(result.isDone());
    loop.advance(Duration.ofNanos(1));
    CompletionException thrown = assertThrows(CompletionException.class, result::join);
    assertInstanceOf(SocketTimeoutException.class, thrown.getCause().getCause());

    held.get(0).run();
    loop.settle();
    assertTrue(loop.failures.isEmpty(), loop.failures::toString);
  }

  @Test
  void aCancelledAttemptLeavesNothingOpen() {
    List<Runnable> held = new ArrayList<>();
    TcpConnector slow = new TcpConnector(real().loop(), held::add);
    int before = accepted.size();
    CompletableFuture<Channel> result = loop.get(() -> slow.connect("localhost", port(), TIMEOUT));
    result.cancel(false);
    held.get(0).run();
    loop.settle();

    assertEquals(before, accepted.size());
    assertTrue(loop.failures.isEmpty(), loop.failures::toString);
  }

  @Test
  void portsOutOfRangeAreRefusedAtOnce() {
    assertThrows(IllegalArgumentException.class, () -> connector.connect("localhost", 0, TIMEOUT));
    assertThrows(
        IllegalArgumentException.class, () -> connector.connect("localhost", 65_536, TIMEOUT));
  }
}
