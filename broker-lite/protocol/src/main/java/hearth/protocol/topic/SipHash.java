package hearth.protocol.topic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * SipHash-1-3 (Aumasson and Bernstein): hashes of which nobody who does not know the key can choose
 * many that are alike, so that a table that strangers fill stays fast. Immutable.
 */
public final class SipHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ROUNDS_AT_THE_END = 3;

  private final long key0;
  private final long key1;

  /** With a key of one's own; a constant one suits tables that no stranger fills. */
  public SipHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /**
   * With a random key.
   *
   * @param random such that nobody can guess what it gives
   */
  public static SipHash of(RandomGenerator random) {
    return new SipHash(random.nextLong(), random.nextLong());
  }

  /** Of the bytes from one place to before another; both halves of its 64 bits in one. */
  public int hash(byte[] bytes, int from, int to) {
    long v0 = key0 ^ 0x736f6d6570736575L;
    long v1 = key1 ^ 0x646f72616e646f6dL;
    long v2 = key0 ^ 0x6c7967656e657261L;
    long v3 = key1 ^ 0x7465646279746573L;
    int words = (to - from) / Long.BYTES + 1;
    for (int i = 0; i < words + ROUNDS_AT_THE_END; i++) {
      long word = i < words ? word(bytes, from + i * Long.BYTES, to, to - from) : 0;
      v2 ^= i == words ? 0xFF : 0;
      v3 ^= word;
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= word;
    }
    long hash = v0 ^ v1 ^ v2 ^ v3;
    return (int) (hash ^ hash >>> Integer.SIZE);
  }

  /** Eight bytes; or the last ones, and in the highest place how many there are in all. */
  private static long word(byte[] bytes, int from, int to, int length) {
    if (to - from >= Long.BYTES) {
      return (long) LONG.get(bytes, from);
    }
    long word = (long) length << 56;
    for (int i = from; i < to; i++) {
      word |= (bytes[i] & 0xFFL) << (Byte.SIZE * (i - from));
    }
    return word;
  }
}
