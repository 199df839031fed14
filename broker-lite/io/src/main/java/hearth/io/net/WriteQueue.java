package hearth.io.net;

import java.nio.ByteBuffer;

/**
 * Byte arrays on their way out, each with the place and value of two bytes to replace, or with
 * whose they are where others may have them queued, too. A ring: neither adding nor taking out
 * allocates once it has grown.
 */
final class WriteQueue {
  /** Marks an array that goes out as it is. */
  static final long NO_PATCH = -1;

  /** The owner of the last of some arrays stands for all of them. */
  private static final Object MORE_FOLLOWS = new Object();

  private static final int FIRST_LENGTH = 16;
  private static final int MUCH_BYTES = 64 << 10;
  private static final int MUCH_LENGTH = 4096;
  private static final int VALUE_BITS = 16;
  private static final int VALUE_MASK = 0xFFFF;

  private byte[][] arrays = new byte[FIRST_LENGTH][];
  private long[] patches = new long[FIRST_LENGTH];

  /** Whose a shared array is; null until the first comes, since most packets are small. */
  private Object[] owners;

  private int head;
  private int size;

  /** How much of the first array is gone already. */
  private int headOffset;

  private long bytes;

  /** Of shared arrays, each in full until its last byte is gone. */
  private long sharedBytes;

  /** Packs a patch into one number. */
  static long patch(int offset, int value) {
    return (long) offset << VALUE_BITS | (value & VALUE_MASK);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** How many bytes are in it. */
  long bytes() {
    return bytes;
  }

  /** Bytes that nobody else has queued. */
  long ownBytes() {
    boolean isHeadShared = headOffset > 0 && owners != null && owners[head] != null;
    return bytes - sharedBytes + (isHeadShared ? headOffset : 0);
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

  /**
   * Adds arrays that others may have queued, too.
   *
   * @param owner whose they are; {@link #remove} hands it back with the last of them
   */
  void add(Object owner, byte[]... shared) {
    for (int i = 0; i < shared.length; i++) {
      add(shared[i], NO_PATCH);
      if (owners == null) {
        owners = new Object[arrays.length];
      }
      owners[(head + size - 1) & (arrays.length - 1)] =
          i < shared.length - 1 ? MORE_FOLLOWS : owner;
      sharedBytes += shared[i].length;
    }
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

  /**
   * Takes bytes out at the front, at most as many as there are.
   *
   * @param handler hears whose each shared array is that is out of it
   */
  void remove(long count, ChannelHandler handler) {
    int mask = arrays.length - 1;
    long left = count + headOffset;
    bytes -= count;
    while (size > 0 && left >= arrays[head].length) {
      left -= arrays[head].length;
      if (owners != null && owners[head] != null) {
        letGo(handler);
      }
      arrays[head] = null;
      head = (head + 1) & mask;
      size--;
    }
    headOffset = (int) left;
  }

  private void letGo(ChannelHandler handler) {
    Object owner = owners[head];
    owners[head] = null;
    sharedBytes -= arrays[head].length;
    if (owner != MORE_FOLLOWS) {
      handler.onLetGo(owner);
    }
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
    if (owners != null) {
      Object[] newOwners = new Object[2 * length];
      System.arraycopy(owners, head, newOwners, 0, first);
      System.arraycopy(owners, 0, newOwners, first, head);
      owners = newOwners;
    }
    arrays = newArrays;
    patches = newPatches;
    head = 0;
  }
}
