package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * One end of a connection within the process: as strict as TCP and as late, since bytes arrive in a
 * turn after the one that flushed them. The medium holds a bounded number of bytes each way. It can
 * be told to misbehave as networks do: {@link #deliverInPieces}, {@link #stall}, {@link #cutAfter}.
 */
public final class MemoryChannel extends AbstractChannel {
  /** Bytes that the medium holds each way: what is flushed and not yet read. */
  public static final int WINDOW_BYTES = 64 * 1024;

  private final Peer peer;
  private MemoryChannel other;

  /** What the other end has sent and this one has not read. */
  private final ArrayDeque<byte[]> arriving = new ArrayDeque<>();

  private int arrivingOffset;
  private int arrivingBytes;
  private boolean arrivingEnd;
  private boolean arrivingReset;
  private boolean arrivalPosted;

  private int pieceBytes = Integer.MAX_VALUE;
  private long bytesUntilCut = Long.MAX_VALUE;
  private boolean stalled;

  /** The two ends of a new connection. */
  public record Pair(MemoryChannel a, MemoryChannel b) {}

  private MemoryChannel(EventLoop loop, WriteQueuePool queues, String peerName) {
    super(loop, queues);
    this.peer = new Peer(peerName, Peer.NO_PORT, null);
  }

  /**
   * A new connection, both ends of which live on one loop.
   *
   * @param a the name of the first end, which is how the second sees its peer
   * @param b the name of the second
   */
  public static Pair pair(EventLoop loop, String a, String b) {
    WriteQueuePool queues = new WriteQueuePool();
    Pair pair = new Pair(new MemoryChannel(loop, queues, b), new MemoryChannel(loop, queues, a));
    pair.a.other = pair.b;
    pair.b.other = pair.a;
    return pair;
  }

  /** From now on this end reads at most so many bytes in one turn. */
  public void deliverInPieces(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a piece has at least one byte");
    }
    pieceBytes = bytes;
  }

  /** Nothing arrives at this end any more until {@link #unstall}; what is sent is held. */
  public void stall() {
    stalled = true;
  }

  public void unstall() {
    stalled = false;
    arrive();
  }

  /** Breaks the connection once this end has read so many more bytes. */
  public void cutAfter(long bytes) {
    bytesUntilCut = bytes;
    arrive();
  }

  @Override
  void send(WriteQueue queue) {
    int room = WINDOW_BYTES - other.arrivingBytes;
    int length = (int) Math.min(room, pendingBytes());
    if (length > 0) {
      byte[] chunk = new byte[length];
      queue.copyTo(ByteBuffer.wrap(chunk));
      out.sent(length);
      other.arriving.add(chunk);
      other.arrivingBytes += length;
      other.arrive();
    }
    if (pendingBytes() > 0) {
      out.block();
    }
  }

  @Override
  void sendEnd() {
    other.arrivingEnd = true;
    other.arrive();
  }

  @Override
  void interestChanged() {
    arrive();
  }

  @Override
  void standInLine() {
    loop().yieldTurn(in::turn);
  }

  @Override
  void release(boolean reset) {
    boolean unread = !arriving.isEmpty();
    arriving.clear();
    arrivingBytes = 0;
    if (reset || unread) {
      other.arrivingReset = true;
    }
    other.arrive();
  }

  private void arrive() {
    if (!arrivalPosted) {
      arrivalPosted = true;
      loop().execute(this::read);
    }
  }

  private void read() {
    arrivalPosted = false;
    if (state() == ChannelState.NEW || state() == ChannelState.CLOSED) {
      return;
    }
    if (arrivingReset) {
      finish(new IOException("Connection reset by peer"), true);
      return;
    }
    if (stalled || !in.wantsBytes()) {
      return;
    }
    if (bytesUntilCut == 0) {
      finish(new IOException("the connection was cut"), true);
    } else if (arrivingBytes > 0) {
      readPiece();
      arrive();
    } else if (arrivingEnd) {
      peerEnded();
    }
  }

  private void readPiece() {
    byte[] chunk = arriving.peek();
    int length = Math.min(chunk.length - arrivingOffset, pieceBytes);
    length = (int) Math.min(length, bytesUntilCut);
    ByteBuffer piece = ByteBuffer.wrap(chunk, arrivingOffset, length);
    arrivingOffset += length;
    if (arrivingOffset == chunk.length) {
      arriving.remove();
      arrivingOffset = 0;
    }
    arrivingBytes -= length;
    if (bytesUntilCut != Long.MAX_VALUE) {
      bytesUntilCut -= length;
    }
    in.receive(piece.slice());
    if (other.out.isBlocked()) {
      loop().execute(other::roomAgain);
    }
  }

  private void roomAgain() {
    if (out.isBlocked()) {
      out.writable();
    }
  }

  @Override
  public Peer peer() {
    return peer;
  }
}
