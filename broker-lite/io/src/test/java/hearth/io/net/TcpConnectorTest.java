package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A name with several addresses, those of 127.0.0.0/8, at one port. */
class TcpConnectorTest {
  private static final long TIMEOUT = 9_000_000_000L;

  private final TestLoop.Real loop = (TestLoop.Real) TestLoop.selector();
  private final List<AutoCloseable> open = new ArrayList<>();
  private int port;
  private InetAddress[] addresses;
  private final TcpConnector connector =
      new TcpConnector(loop.loop(), Runnable::run) {
        @Override
        InetAddress[] resolve(String host) {
          return addresses;
        }
      };

  @AfterEach
  void close() throws Exception {
    loop.close();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** A server at 127.0.0.NUMBER, at the port of the first. */
  private ServerSocket serve(int number, int backlog) throws IOException {
    ServerSocket server = new ServerSocket(port, backlog, address(number));
    open.add(server);
    port = server.getLocalPort();
    return server;
  }

  /** A server whose kernel answers nobody any more, as a machine does that is gone. */
  private void serveSilently(int number) throws IOException {
    serve(number, 1);
    for (int i = 0; i < 4; i++) {
      SocketChannel waits = SocketChannel.open();
      open.add(waits);
      waits.configureBlocking(false);
      waits.connect(new InetSocketAddress(address(number), port));
    }
  }

  private static InetAddress address(int number) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
  }

  private void name(int... numbers) throws IOException {
    addresses = new InetAddress[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      addresses[i] = address(numbers[i]);
    }
  }

  private CompletableFuture<Channel> dial() {
    return loop.get(() -> connector.connect("home", port, TIMEOUT));
  }

  private String reached() {
    CompletableFuture<Channel> result = dial();
    loop.await("an answer", result::isDone);
    return result.join().peer().host();
  }

  @Test
  void aSilentAddressLeavesTimeForTheOthers() throws IOException {
    serve(3, 50);
    serveSilently(2);
    name(2, 4, 3); // silent, refused, well
    CompletableFuture<Channel> result = dial();
    loop.advance(Duration.ofNanos(TIMEOUT / 3 - 1));
    assertFalse(result.isDone());
    loop.advance(Duration.ofNanos(1));
    loop.await("the third address", result::isDone);

    assertEquals("127.0.0.3", result.join().peer().host());
  }

  @Test
  void whereAllAreSilentTheTimeIsUsedUpAndNoMore() throws IOException {
    serveSilently(2);
    serveSilently(3);
    name(2, 3);
    CompletableFuture<Channel> result = dial();
    loop.advance(Duration.ofNanos(TIMEOUT / 2));
    loop.advance(Duration.ofNanos(TIMEOUT / 2 - 1));
    assertFalse(result.isDone());
    loop.advance(Duration.ofNanos(1));

    CompletionException thrown = assertThrows(CompletionException.class, result::join);
    assertInstanceOf(SocketTimeoutException.class, thrown.getCause().getCause());
  }

  @Test
  void theNextAttemptBeginsWithTheNextAddress() throws IOException {
    serve(2, 50);
    serve(3, 50);
    serve(4, 50);
    name(2, 3, 4);

    assertEquals("127.0.0.2", reached());
    assertEquals("127.0.0.3", reached());
    name(3, 4, 2); // as name servers turn them
    assertEquals("127.0.0.4", reached());
    assertEquals("127.0.0.2", reached());
  }

  @Test
  void anAddressThatWasTriedInVainIsNotTheFirstOfTheNextAttempt() throws IOException {
    serve(3, 50);
    name(2, 3);

    assertEquals("127.0.0.3", reached());
    assertEquals("127.0.0.3", reached());
  }
}
