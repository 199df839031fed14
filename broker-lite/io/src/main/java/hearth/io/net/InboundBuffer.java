package hearth.io.net;

import hearth.io.loop.BufferPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a handler did not consume, kept until as many bytes have come as it asked for. It grows as
 * bytes really come: a peer that announces much and sends little costs little. Much of it lies in
 * pieces outside of the heap: there it would make the garbage collector work, for which all wait.
 *
 * <pre>
 *   nothing ─▶ little, in the heap ─▶ pieces ─▶ one buffer: the only piece, or all joined in the heap
 *      └───── much at once: one piece ──▲──────────┘ read in place; more has come
 * </pre>
 */
final class InboundBuffer {
  static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What lies in an array at the most, except what was joined. */
  private static final int LITTLE = BufferPool.PIECE_BYTES / 2;

  /** Of so much less than its buffer holds a copy is kept, and the buffer goes. */
  private static final int SPARSE = 8;

  private final BufferPool pool;

  /** All of it, from the position to the limit; null while it is nothing or in pieces. */
  private ByteBuffer one;

  /** All of it while it is much: each is full but the last. Else null. */
  private List<ByteBuffer> pieces;

  private int count;

  InboundBuffer(BufferPool pool) {
    this.pool = pool;
  }

  int count() {
    return count;
  }

  /** Keeps what remains in the buffer in place of what was kept before. */
  void replaceWith(ByteBuffer rest) {
    int length = rest.remaining();
    boolean isInPlace = rest == one && length > one.capacity() / SPARSE;
    if (length == 0) {
      clear();
    } else if (!isInPlace) {
      ByteBuffer kept = roomFor(length).put(rest).flip();
      clear();
      one = kept;
    }
    count = length;
  }

  private ByteBuffer roomFor(int length) {
    boolean fitsAPiece = length > LITTLE && length <= BufferPool.PIECE_BYTES;
    return fitsAPiece ? pool.take() : ByteBuffer.allocate(length);
  }

  /**
   * Adds what remains in the buffer.
   *
   * @param needed how many will be there in the end, as far as known
   */
  void append(ByteBuffer more, int needed) {
    int all = count + more.remaining();
    if (pieces == null && all <= LITTLE && (one == null || !one.isDirect())) {
      if (one == null || all > one.capacity() - one.position()) {
        grow(all, needed);
      }
      int end = one.limit();
      one.limit(end + more.remaining()).put(end, more, more.position(), more.remaining());
      more.position(more.limit());
    } else {
      if (pieces == null) {
        beginPieces();
      }
      appendToPieces(more);
    }
    count = all;
  }

  private void grow(int wanted, int needed) {
    int doubled = Math.min(Math.min(2 * count, LITTLE), needed);
    ByteBuffer grown = ByteBuffer.allocate(Math.max(doubled, wanted));
    one = grown.put(whole()).flip();
  }

  private void beginPieces() {
    pieces = new ArrayList<>();
    if (one != null && one.isDirect()) {
      pieces.add(one.compact());
    } else {
      appendToPieces(whole());
    }
    one = null;
  }

  private void appendToPieces(ByteBuffer more) {
    while (more.hasRemaining()) {
      ByteBuffer last = pieces.isEmpty() ? NOTHING : pieces.get(pieces.size() - 1);
      if (!last.hasRemaining()) {
        last = pool.take();
        pieces.add(last);
      }
      int length = Math.min(more.remaining(), last.remaining());
      int end = more.limit();
      last.put(more.limit(more.position() + length));
      more.limit(end);
    }
  }

  private void join() {
    ByteBuffer all = pieces.get(0).flip();
    if (pieces.size() > 1) {
      all = ByteBuffer.allocate(count).put(all);
      for (ByteBuffer piece : pieces.subList(1, pieces.size())) {
        all.put(piece.flip());
      }
      all.flip();
      pieces.forEach(pool::giveBack);
    }
    pieces = null;
    one = all;
  }

  /** Whether it is so much that it is not in one buffer. */
  boolean isMuch() {
    return pieces != null && pieces.size() > 1;
  }

  /** Copies all, which is little, to the start of a buffer, whatever its position. */
  void copyTo(ByteBuffer start) {
    ByteBuffer all = asBuffer();
    start.put(0, all, all.position(), count);
  }

  /** All of it, to be read in place. */
  ByteBuffer asBuffer() {
    if (pieces != null) {
      join();
    }
    return whole();
  }

  private ByteBuffer whole() {
    return one == null ? NOTHING : one;
  }

  void clear() {
    if (pieces != null) {
      pieces.forEach(pool::giveBack);
      pieces = null;
    }
    if (one != null) {
      pool.giveBack(one);
      one = null;
    }
    count = 0;
  }
}
