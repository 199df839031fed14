package hearth.io.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a handler did not consume, kept until as many bytes have come as it asked for. It grows as
 * bytes really come: a peer that announces much and sends little costs little. Much of it lies in
 * pieces until it is whole: an array that grows by being copied would make the garbage collector
 * work, for which all wait.
 */
final class Leftover {
  static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private static final int PIECE_BYTES = 64 * 1024;

  /** What came first, in arrays that are full; null where it is little. */
  private List<byte[]> pieces;

  private int inPieces;

  /** What came last. */
  private byte[] bytes;

  private int count;

  int count() {
    return count;
  }

  /** Keeps what remains in the buffer in place of what was kept before. */
  void replaceWith(ByteBuffer rest) {
    int length = rest.remaining();
    pieces = null;
    inPieces = 0;
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
    while (more.hasRemaining()) {
      int used = count - inPieces;
      if (bytes != null && used == bytes.length && used >= PIECE_BYTES) {
        pieces = pieces == null ? new ArrayList<>() : pieces;
        pieces.add(bytes);
        inPieces = count;
        bytes = null;
        used = 0;
      }
      int wanted = Math.min(PIECE_BYTES, used + more.remaining());
      if (bytes == null || wanted > bytes.length) {
        grow(used, wanted, needed - inPieces);
      }
      int length = Math.min(more.remaining(), bytes.length - used);
      more.get(bytes, used, length);
      count += length;
    }
  }

  private void grow(int used, int wanted, int needed) {
    int doubled = Math.min(Math.min(2 * used, PIECE_BYTES), needed);
    byte[] grown = new byte[Math.max(doubled, wanted)];
    if (used > 0) {
      System.arraycopy(bytes, 0, grown, 0, used);
    }
    bytes = grown;
  }

  private void join() {
    byte[] all = new byte[count];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    System.arraycopy(bytes, 0, all, at, count - at);
    pieces = null;
    inPieces = 0;
    bytes = all;
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
    return bytes == null ? NOTHING : ByteBuffer.wrap(bytes, 0, count);
  }

  void clear() {
    pieces = null;
    inPieces = 0;
    bytes = null;
    count = 0;
  }
}
