package hearth.io.net;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Byte arrays on their way out, each with the place and value of two bytes to replace. A ring:
 * neither adding nor taking out allocates once it has grown.
 */
final class WriteQueue {
  /** Marks an array that goes out as it is. */
  static final long NO_PATCH = -1;

  private static final int FIRST_LENGTH = 16;
  private static final int MUCH_BYTES = 64 << 10;
  private static final int MUCH_LENGTH = 4096;
  private static final int VALUE_BITS = 16;
  private static final int VALUE_MASK = 0xFFFF;

  private byte[][] arrays = new byte[FIRST_LENGTH][];
  private long[] patches = new long[FIRST_LENGTH];
  private int head;
  private int size;

  /** How much of the first array is gone already. */
  private int headOffset;

  private long bytes;

  /** Packs a patch into one number. */
  static long patch(int offset, int value) {
    return (long) offset << VALUE_BITS | value & VALUE_MASK;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** How many bytes are in it. */
  long bytes() {
    return bytes;
  }

  /** Whether it fills a write, or has grown long. */
  boolean isMuch() {
    return bytes >= MUCH_BYTES || size >= MUCH_LENGTH;
  }

  /** How many arrays it has room for: what keeping it costs. */
  int length() {
    return arrays.length;
  }

  void add(byte[] array, long patch) {
    if (size == arrays.length) {
      grow();
    }
    int tail = (head + size++) & (arrays.length - 1);
    arrays[tail] = array;
    patches[tail] = patch;
    bytes += array.length;
  }

  /** Copies from the front as much as the buffer has room for; takes nothing out. */
  void copyTo(ByteBuffer out) {
    int mask = arrays.length - 1;
    int from = headOffset;
    for (int i = 0; i < size && out.hasRemaining(); i++) {
      int slot = (head + i) & mask;
      byte[] array = arrays[slot];
      int start = out.position() - from;
      int length = Math.min(array.length - from, out.remaining());
      out.put(array, from, length);
      if (patches[slot] != NO_PATCH) {
        applyPatch(out, start, from, from + length, patches[slot]);
      }
      from = 0;
    }
  }

  /** Replaces those of the two bytes that lie in the copied part, [from, to) of the array. */
  private static void applyPatch(ByteBuffer out, int start, int from, int to, long patch) {
    int offset = (int) (patch >>> VALUE_BITS);
    if (offset >= from && offset < to) {
      out.put(start + offset, (byte) (patch >>> Byte.SIZE));
    }
    if (offset + 1 >= from && offset + 1 < to) {
      out.put(start + offset + 1, (byte) patch);
    }
  }

  /** Takes bytes out at the front, at most as many as there are. */
  void remove(int count) {
    int mask = arrays.length - 1;
    long left = (long) count + headOffset;
    bytes -= count;
    while (size > 0 && left >= arrays[head].length) {
      left -= arrays[head].length;
      arrays[head] = null;
      head = (head + 1) & mask;
      size--;
    }
    headOffset = (int) left;
  }

  void clear() {
    Arrays.fill(arrays, null);
    head = 0;
    size = 0;
    headOffset = 0;
    bytes = 0;
  }

  private void grow() {
    int length = arrays.length;
    byte[][] newArrays = new byte[2 * length][];
    long[] newPatches = new long[2 * length];
    int first = length - head;
    System.arraycopy(arrays, head, newArrays, 0, first);
    System.arraycopy(arrays, 0, newArrays, first, head);
    System.arraycopy(patches, head, newPatches, 0, first);
    System.arraycopy(patches, 0, newPatches, first, head);
    arrays = newArrays;
    patches = newPatches;
    head = 0;
  }
}
