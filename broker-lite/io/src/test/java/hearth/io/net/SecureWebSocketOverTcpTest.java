package hearth.io.net;

import hearth.io.loop.SelectorLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** All layers on top of each other, over real sockets and with a real worker. */
class SecureWebSocketOverTcpTest extends ChannelContract {
  private static final long TIMEOUT = 5_000_000_000L;

  private final SelectorLoop real = ((TestLoop.Real) loop).loop();
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final TlsServer serverTls =
      new TlsServer(real, worker, TestCertificates::server, TIMEOUT);
  private final TlsLayer clientTls =
      new TlsLayer(real, worker, TestCertificates::anonymous, TIMEOUT, parameters -> {});
  private final WebSocketLayer webSocket =
      new WebSocketLayer(real, new Random(1), WebSocketLayer.Settings.DEFAULT);
  private final WebSocketServer webSocketServer =
      new WebSocketServer(real, new Random(2), WebSocketLayer.Settings.DEFAULT);
  private final List<Channel> accepted = new ArrayList<>();
  private final TcpListener listener = loop.get(this::listen);

  @Override
  TestLoop testLoop() {
    return TestLoop.selector();
  }

  @Override
  int moreThanIsHeld() {
    return 32 << 20;
  }

  private TcpListener listen() {
    HostQuota underWay = new HostQuota(10, 10);
    TcpListener.Acceptor first =
        serverTls.accepting(
            TlsServer.ClientCertificate.NONE,
            underWay,
            webSocketServer.accepting(underWay, accepted::add, loop.failures::add),
            loop.failures::add);
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new TcpListener(real, any, 64, first, loop.failures::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  Ends connect() {
    int before = accepted.size();
    Connector tcp = new TcpConnector(real, worker);
    Connector connector = webSocket.above(clientTls.above(tcp, false));
    int port = listener.address().getPort();
    Channel client = loop.get(() -> connector.connect("localhost", port, TIMEOUT)).join();
    loop.await("accepted", () -> accepted.size() > before);
    return new Ends(client, accepted.get(before));
  }

  @AfterEach
  void stopWorker() {
    worker.shutdown();
  }
}
