package hearth.io.net;

import hearth.io.loop.SelectorLoop;
import hearth.io.loop.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A process of its own that accepts connections until it runs out of file descriptors. */
final class CrowdedListener {
  private CrowdedListener() {}

  public static void main(String[] arguments) throws IOException {
    SelectorLoop loop = new SelectorLoop(new SystemClock(), Throwable::printStackTrace);
    ChannelHandler handler =
        new ChannelHandler() {
          @Override
          public int onBytes(ByteBuffer bytes) {
            bytes.position(bytes.limit());
            return 0;
          }

          @Override
          public void onClosed(IOException cause) {
            System.out.println("closed");
          }
        };
    TcpListener.Acceptor acceptor =
        channel -> {
          channel.open(handler);
          System.out.println("accepted");
        };
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    TcpListener listener =
        new TcpListener(
            loop, any, 200, acceptor, cause -> System.out.println("failed: " + cause.getMessage()));
    System.out.println(listener.address().getPort());
    loop.run();
  }
}
