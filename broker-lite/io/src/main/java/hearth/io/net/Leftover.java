package hearth.io.net;

import hearth.io.loop.PiecePool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a handler did not consume, kept until as many bytes have come as it asked for. It grows as
 * bytes really come: a peer that announces much and sends little costs little. Much of it lies in
 * pieces outside of the heap until it is whole: there it would make the garbage collector work, for
 * which all wait.
 */
final class Leftover {
  static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What lies in an array at the most, except what was whole already. */
  private static final int LITTLE = PiecePool.PIECE_BYTES / 2;

  private final PiecePool pool;

  /** All of it while it is little or whole; else null. */
  private byte[] bytes;

  /** All of it while it is much: each is full but the last. Null while it is little. */
  private List<ByteBuffer> pieces;

  private int count;

  Leftover(PiecePool pool) {
    this.pool = pool;
  }

  int count() {
    return count;
  }

  /** Keeps what remains in the buffer in place of what was kept before. */
  void replaceWith(ByteBuffer rest) {
    int length = rest.remaining();
    giveBackPieces();
    if (length == 0) {
      bytes = null;
    } else {
      boolean fits = bytes != null && length <= bytes.length && length > bytes.length / 4;
      byte[] kept = fits ? bytes : new byte[length];
      rest.get(kept, 0, length);
      bytes = kept;
    }
    count = length;
  }

  /**
   * Adds what remains in the buffer.
   *
   * @param needed how many will be there in the end, as far as known
   */
  void append(ByteBuffer more, int needed) {
    int all = count + more.remaining();
    if (pieces == null && all <= LITTLE) {
      if (bytes == null || all > bytes.length) {
        grow(all, needed);
      }
      more.get(bytes, count, more.remaining());
    } else {
      if (pieces == null) {
        pieces = new ArrayList<>();
        appendToPieces(asArray());
        bytes = null;
      }
      appendToPieces(more);
    }
    count = all;
  }

  private void grow(int wanted, int needed) {
    int doubled = Math.min(Math.min(2 * count, LITTLE), needed);
    byte[] grown = new byte[Math.max(doubled, wanted)];
    if (count > 0) {
      System.arraycopy(bytes, 0, grown, 0, count);
    }
    bytes = grown;
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
    byte[] all = new byte[count];
    int at = 0;
    for (ByteBuffer piece : pieces) {
      int length = piece.flip().remaining();
      piece.get(all, at, length);
      at += length;
    }
    giveBackPieces();
    bytes = all;
  }

  private void giveBackPieces() {
    if (pieces != null) {
      pieces.forEach(pool::giveBack);
      pieces = null;
    }
  }

  /** Copies all, which is little, to the start of a buffer, whatever its position. */
  void copyTo(ByteBuffer start) {
    start.put(0, asBuffer().array(), 0, count);
  }

  /** All of it, to be read in place. */
  ByteBuffer asBuffer() {
    if (pieces != null) {
      join();
    }
    return asArray();
  }

  private ByteBuffer asArray() {
    return bytes == null ? NOTHING : ByteBuffer.wrap(bytes, 0, count);
  }

  void clear() {
    giveBackPieces();
    bytes = null;
    count = 0;
  }
}
