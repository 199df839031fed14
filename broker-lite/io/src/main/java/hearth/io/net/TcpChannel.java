package hearth.io.net;

import hearth.io.loop.Selectable;
import hearth.io.loop.SelectorLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A TCP connection. It reads and writes through the loop's two buffers and has none of its own. */
final class TcpChannel extends AbstractChannel implements Selectable {
  /** Full buffers read in one turn, after which it is the others' turn. */
  private static final int READS_PER_TURN = 4;

  /** Read of each channel in a turn whose share is used up. */
  private static final int FEW_BYTES = 4096;

  /** Bytes that take about as long to read as passing one message on. */
  private static final int BYTES_OF_ONE_WORK = 128;

  private static final int WORK_OF_ENDING = 256;

  private final SelectorLoop loop;
  private final SelectionKey key;

  /** The socket's own object; the text that a {@link Peer} has of it is rarely asked for. */
  private final InetSocketAddress remote;

  /**
   * Takes over a connected socket.
   *
   * @param key its registration with the loop; the channel becomes its attachment
   */
  TcpChannel(SelectorLoop loop, WriteQueuePool queues, SocketChannel socket, SelectionKey key)
      throws IOException {
    super(loop, queues);
    this.loop = loop;
    this.key = key;
    this.remote = (InetSocketAddress) socket.getRemoteAddress();
    // Packets are gathered by the loop's turn; waiting for more would only add latency.
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    key.attach(this);
    key.interestOps(0);
  }

  private SocketChannel socket() {
    return (SocketChannel) key.channel();
  }

  @Override
  public void ready(int operations) {
    try {
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        out.writable();
      }
      if ((operations & SelectionKey.OP_READ) != 0 && in.wantsBytes()) {
        read();
      }
    } catch (IOException e) {
      finish(e, true);
    } catch (RuntimeException | Error e) {
      crashed(e);
    }
  }

  private void read() throws IOException {
    ByteBuffer buffer = loop.readBuffer();
    for (int reads = 0; reads < READS_PER_TURN && in.wantsBytes(); reads++) {
      int start = in.roomForLeftover(buffer);
      buffer.clear().position(start);
      if (loop.budgetLeft() <= 0) {
        buffer.limit(start + FEW_BYTES);
      }
      int read = socket().read(buffer);
      if (read < 0) {
        endOrGiveWay();
        return;
      }
      loop.charge(read / BYTES_OF_ONE_WORK);
      boolean full = !buffer.hasRemaining();
      in.receiveBehindRoom(buffer.flip().position(start));
      if (!full) {
        return;
      }
      if (loop.budgetLeft() <= 0) {
        yieldTurn();
        return;
      }
    }
  }

  /** Thousands may end at once, and closing a socket takes the system its time. */
  private void endOrGiveWay() {
    if (loop.budgetLeft() <= 0) {
      yieldTurn();
    } else {
      loop.charge(WORK_OF_ENDING);
      peerEnded();
    }
  }

  @Override
  void standInLine() {
    loop.yieldTurn(this::turn);
  }

  private void turn() {
    in.turn();
    if (in.wantsBytes()) {
      ready(SelectionKey.OP_READ);
    }
  }

  @Override
  void send(WriteQueue queue) throws IOException {
    ByteBuffer buffer = loop.writeBuffer();
    do {
      buffer.clear();
      queue.copyTo(buffer);
      buffer.flip();
      out.sent(socket().write(buffer));
      if (buffer.hasRemaining()) {
        out.block();
        return;
      }
    } while (!queue.isEmpty());
  }

  @Override
  void sendEnd() throws IOException {
    socket().shutdownOutput();
  }

  @Override
  void interestChanged() {
    int operations =
        (in.wantsBytes() ? SelectionKey.OP_READ : 0)
            | (out.isBlocked() ? SelectionKey.OP_WRITE : 0);
    if (state() != ChannelState.CLOSED && key.interestOps() != operations) {
      key.interestOps(operations);
    }
  }

  @Override
  void release(boolean reset) {
    try {
      if (reset) {
        // Unsent bytes are dropped by the kernel too, and the peer sees a reset.
        socket().setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // The peer was faster: the connection is reset already.
    }
    close(socket());
  }

  /** Closes a socket that nobody will use again, whatever it says. */
  static void close(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Its descriptor is free all the same, and there is nothing to be done.
    }
  }

  @Override
  public Peer peer() {
    return Peer.of(remote);
  }
}
