package hearth.broker.recorder;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow, with numbers of as many bytes as they need: seven bits in each. */
final class Varints {
  private byte[] bytes;
  private int length;

  Varints(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  /** Bytes of memory. */
  int capacity() {
    return bytes.length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  Varints put(int oneByte) {
    room(1);
    bytes[length++] = (byte) oneByte;
    return this;
  }

  Varints putInt(int number) {
    return put(number >>> 24).put(number >>> 16).put(number >>> 8).put(number);
  }

  Varints putLong(long number) {
    return putInt((int) (number >>> 32)).putInt((int) number);
  }

  /** A number that is seldom large, and never negative. */
  Varints putUnsigned(long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      put(((int) rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    return put((int) rest);
  }

  /** A number that is seldom far from 0. */
  Varints putSigned(long number) {
    return putUnsigned(zigzag(number));
  }

  Varints put(byte[] others) {
    room(others.length);
    System.arraycopy(others, 0, bytes, length, others.length);
    length += others.length;
    return this;
  }

  Varints put(Varints other) {
    room(other.length);
    System.arraycopy(other.bytes, 0, bytes, length, other.length);
    length += other.length;
    return this;
  }

  /** As it was made, its memory kept. */
  void clear() {
    length = 0;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  /**
   * @throws BufferUnderflowException where the bytes end before the number does
   */
  static long unsigned(ByteBuffer in) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new BufferUnderflowException();
  }

  static long signed(ByteBuffer in) {
    return unzigzag(unsigned(in));
  }

  /** 0, -1, 1, -2 and so on become 0, 1, 2, 3. */
  static long zigzag(long signed) {
    return signed << 1 ^ signed >> 63;
  }

  static long unzigzag(long unsigned) {
    return unsigned >>> 1 ^ -(unsigned & 1);
  }
}
