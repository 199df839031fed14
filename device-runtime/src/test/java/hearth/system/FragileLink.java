package hearth.system;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and its broker, passes Control Packets on one by one, and breaks the
 * connection behind a chosen one of them.
 */
final class FragileLink implements AutoCloseable {
  /** Whose packets are counted. */
  enum Side {
    CLIENT,
    BROKER
  }

  private final ServerSocket server;
  private final int brokerPort;
  private final List<Socket> open = new ArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private Side breakingSide;
  private int breakingAt;
  private Runnable atBreak = () -> {};

  FragileLink(int brokerPort) {
    this.brokerPort = brokerPort;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections have come. */
  int connections() {
    return connections.get();
  }

  /**
   * Breaks what is open now, and the next connection behind so many packets of one side.
   *
   * @param then what else happens at that moment
   */
  synchronized void breakNow(Side side, int packets, Runnable then) {
    breakingSide = side;
    breakingAt = packets;
    atBreak = then;
    breakAll();
  }

  /** Whether the break of the last {@link #breakNow} is still to come. */
  synchronized boolean isToBreak() {
    return breakingAt > 0;
  }

  private synchronized void breakAll() {
    for (Socket socket : open) {
      try {
        socket.setSoLinger(true, 0); // RST: the other side is gone without a word
        socket.close();
      } catch (IOException e) {
        // It was closed already.
      }
    }
    open.clear();
  }

  private void accept() {
    try {
      for (; ; ) {
        Socket client = server.accept();
        Socket broker = connect(client);
        if (broker != null) {
          thread(() -> pass(client, broker, Side.CLIENT));
          thread(() -> pass(broker, client, Side.BROKER));
        }
      }
    } catch (IOException e) {
      // close() ends it.
    }
  }

  private Socket connect(Socket client) throws IOException {
    try {
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      synchronized (this) {
        open.add(client);
        open.add(broker);
      }
      connections.incrementAndGet();
      return broker;
    } catch (IOException e) {
      client.close();
      return null;
    }
  }

  private void pass(Socket from, Socket to, Side side) {
    try {
      DataInputStream in = new DataInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      for (; ; ) {
        out.write(packet(in));
        count(side);
      }
    } catch (IOException e) {
      closeBoth(from, to);
    }
  }

  /** A whole packet: its type, the Remaining Length in up to four bytes, and so many more. */
  private static byte[] packet(DataInputStream in) throws IOException {
    byte[] head = new byte[5];
    head[0] = in.readByte();
    int length = 0;
    int size = 1;
    do {
      head[size] = in.readByte();
      length |= (head[size] & 0x7F) << (7 * (size - 1));
    } while ((head[size++] & 0x80) != 0);
    byte[] packet = new byte[size + length];
    System.arraycopy(head, 0, packet, 0, size);
    in.readFully(packet, size, length);
    return packet;
  }

  private synchronized void count(Side side) {
    if (side == breakingSide && breakingAt > 0 && --breakingAt == 0) {
      atBreak.run();
      breakAll();
    }
  }

  private static void closeBoth(Socket from, Socket to) {
    try {
      from.close();
      to.close();
    } catch (IOException e) {
      // Nobody uses them any more.
    }
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "fragile-link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    breakAll();
  }
}
