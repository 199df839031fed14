package hearth.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between one client and the broker that misbehaves once it has carried so many bytes to
 * the broker. The way back works until the broker ends the connection.
 */
final class FaultyProxy implements AutoCloseable {
  /** What happens to the connection. */
  enum Fault {
    /** Nothing. */
    NONE,
    /** All goes slowly, in pieces of a few bytes. */
    DELAY,
    /** It ends in order (FIN). */
    CUT,
    /** It breaks (RST). */
    RESET,
    /** Half open: nothing comes any more, and nobody says so. */
    SILENCE
  }

  private static final int PIECE_BYTES = 32;
  private static final long DELAY_NANOS = 2_000_000;

  private final ServerSocket listener;
  private final Socket broker = new Socket();
  private final int port;
  private final Fault fault;
  private final long bytes;
  private final AtomicLong carried = new AtomicLong();
  private volatile boolean ended;

  /**
   * Begins to listen for the one client.
   *
   * @param port of the broker on this machine
   * @param bytes from the client to the broker, before the fault
   */
  FaultyProxy(int port, Fault fault, long bytes) throws IOException {
    this.port = port;
    this.fault = fault;
    this.bytes = bytes;
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    start(this::serve);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where the client connects to. */
  int port() {
    return listener.getLocalPort();
  }

  /** How many bytes have gone to the broker. */
  long carried() {
    return carried.get();
  }

  /** Whether the connection to the broker has ended, from either side. */
  boolean hasEnded() {
    return ended;
  }

  private void serve() {
    try (Socket client = listener.accept()) {
      broker.setTcpNoDelay(true);
      broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      start(() -> carryThere(client));
      carry(broker.getInputStream(), client);
    } catch (IOException e) {
      // The other side has broken it: so it ends on this side, too.
    } finally {
      ended = true;
    }
  }

  private static void carry(InputStream from, Socket to) throws IOException {
    byte[] piece = new byte[4096];
    for (int length; (length = from.read(piece)) >= 0; ) {
      to.getOutputStream().write(piece, 0, length);
    }
  }

  private void carryThere(Socket client) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      while (fault == Fault.NONE || fault == Fault.DELAY || carried.get() < bytes) {
        int max = (int) Math.min(piece.length, Math.max(1, bytes - carried.get()));
        int length = client.getInputStream().read(piece, 0, max);
        if (length < 0) {
          broker.shutdownOutput();
          return;
        }
        broker.getOutputStream().write(piece, 0, length);
        carried.addAndGet(length);
        LockSupport.parkNanos(fault == Fault.DELAY ? DELAY_NANOS : 0);
      }
      happen();
    } catch (IOException e) {
      // It has ended already.
    }
  }

  private void happen() throws IOException {
    switch (fault) {
      case CUT -> broker.shutdownOutput();
      case RESET -> {
        broker.setSoLinger(true, 0);
        broker.close();
      }
      case SILENCE, NONE, DELAY -> {}
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    broker.close();
  }
}
