package hearth.io.net;

import java.nio.ByteBuffer;

/**
 * What a handler did not consume, kept until as many bytes have come as it asked for. It grows as
 * bytes really come: a peer that announces much and sends little costs little.
 */
final class Leftover {
  private byte[] bytes;
  private int count;

  int count() {
    return count;
  }

  /** Keeps what remains in the buffer in place of what was kept before. */
  void replaceWith(ByteBuffer rest) {
    int length = rest.remaining();
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
    int total = count + more.remaining();
    if (bytes == null || total > bytes.length) {
      int doubled = (int) Math.min(2L * count, needed);
      byte[] grown = new byte[Math.max(doubled, total)];
      if (count > 0) {
        System.arraycopy(bytes, 0, grown, 0, count);
      }
      bytes = grown;
    }
    more.get(bytes, count, more.remaining());
    count = total;
  }

  /** Copies all to the start of a buffer, whatever its position. */
  void copyTo(ByteBuffer start) {
    start.put(0, bytes, 0, count);
  }

  /** All of it, to be read in place. */
  ByteBuffer asBuffer() {
    return ByteBuffer.wrap(bytes, 0, count);
  }

  void clear() {
    bytes = null;
    count = 0;
  }
}
