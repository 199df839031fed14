package hearth.io.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a frame (RFC 6455, 5.2).
 *
 * <pre>
 *    0               1
 *   ┌─┬─┬─┬─┬───────┬─┬─────────────┬──────────────────┬─────────┐
 *   │F│R│R│R│ code  │M│ length      │ longer length    │ mask    │
 *   │I│ │ │ │       │ │ 0 to 125,   │ 2 bytes for 126, │ 4 bytes │
 *   │N│ │ │ │ 4     │ │ 126, 127    │ 8 for 127        │ where M │
 *   └─┴─┴─┴─┴───────┴─┴─────────────┴──────────────────┴─────────┘
 * </pre>
 */
final class WebSocketFrame {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int MAX_CONTROL_PAYLOAD = 125;
  static final int MAX_HEADER = 14;
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;
  private static final int LENGTH_OF_TWO = 126;
  private static final int LENGTH_OF_EIGHT = 127;

  private WebSocketFrame() {}

  /** Bytes of the header that starts at the position, or what is needed to know that. */
  static int headerBytes(ByteBuffer in) {
    if (in.remaining() < 2) {
      return 2;
    }
    int second = in.get(in.position() + 1);
    int longer =
        switch (second & LENGTH) {
          case LENGTH_OF_TWO -> 2;
          case LENGTH_OF_EIGHT -> 8;
          default -> 0;
        };
    return 2 + longer + ((second & MASKED) != 0 ? 4 : 0);
  }

  static boolean isFinal(ByteBuffer in) {
    return (in.get(in.position()) & FIN) != 0;
  }

  static boolean hasReservedBits(ByteBuffer in) {
    return (in.get(in.position()) & RESERVED) != 0;
  }

  static int opcode(ByteBuffer in) {
    return in.get(in.position()) & OPCODE;
  }

  static boolean isControl(int opcode) {
    return opcode >= CLOSE;
  }

  static boolean isMasked(ByteBuffer in) {
    return (in.get(in.position() + 1) & MASKED) != 0;
  }

  /**
   * The length of the payload; negative where it is too large or not written as short as can be.
   */
  static long length(ByteBuffer in) {
    int at = in.position();
    int first = in.get(at + 1) & LENGTH;
    if (first < LENGTH_OF_TWO) {
      return first;
    }
    if (first == LENGTH_OF_TWO) {
      int length = Short.toUnsignedInt(in.getShort(at + 2));
      return length < LENGTH_OF_TWO ? -1 : length;
    }
    long length = in.getLong(at + 2);
    return length < 0x1_0000 ? -1 : length;
  }

  /** The mask: the last four bytes of a masked header. */
  static int mask(ByteBuffer in, int headerBytes) {
    return in.getInt(in.position() + headerBytes - 4);
  }

  /** Writes a header of a whole message. */
  static void putHeader(ByteBuffer out, int opcode, int length, boolean masked, int mask) {
    out.put((byte) (FIN | opcode));
    int bit = masked ? MASKED : 0;
    if (length < LENGTH_OF_TWO) {
      out.put((byte) (bit | length));
    } else if (length < 0x1_0000) {
      out.put((byte) (bit | LENGTH_OF_TWO)).putShort((short) length);
    } else {
      out.put((byte) (bit | LENGTH_OF_EIGHT)).putLong(length);
    }
    if (masked) {
      out.putInt(mask);
    }
  }

  /**
   * Masks or unmasks bytes in place; masking twice changes nothing (5.3).
   *
   * @param mask its first byte, the highest, is for the first of the bytes
   * @return the mask for the bytes that follow these
   */
  static int mask(ByteBuffer bytes, int from, int to, int mask) {
    long wide = (long) mask << Integer.SIZE | (mask & 0xFFFF_FFFFL);
    boolean swap = bytes.order() == ByteOrder.LITTLE_ENDIAN;
    long pattern = swap ? Long.reverseBytes(wide) : wide;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      bytes.putLong(at, bytes.getLong(at) ^ pattern);
    }
    int turned = mask;
    for (; at < to; at++) {
      bytes.put(at, (byte) (bytes.get(at) ^ turned >>> 24));
      turned = Integer.rotateLeft(turned, Byte.SIZE);
    }
    return turned;
  }
}
