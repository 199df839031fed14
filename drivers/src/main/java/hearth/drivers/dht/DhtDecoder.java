package hearth.drivers.dht;

import java.util.Optional;

/**
 * Decodes a DHT's answer from the times at which its wire falls.
 *
 * <pre>
 *        we    we let   part: 80 µs   80 µs    40 bits, each              end
 *       pull     go       low         high     50 µs low, then high
 *  ─┐  18 ms  ┌──────┐            ┌─────────┐       ┌── 27 µs: 0 ┐        ┌────
 *   └─────────┘      └────────────┘         └───────┘── 70 µs: 1 └─ ... ──┘
 *                    ↑                      ↑                    ↑
 *  falls             1                      2                    3        42
 * </pre>
 *
 * <p>Of the 84 edges only those 42 are needed: from one to the next it is 77 µs for a 0 and 120 µs
 * for a 1. The others come as soon as 23 µs after them, which is less than the kernel's thread for
 * gpiod's events needs to wake up on a small board, and would fill its queue of 16 twice as fast.
 *
 * <p>The first falls may be missing, since whoever listens starts a little late: a frame begins
 * with zeros, and its length tells how many nobody heard. A fall lost inside makes a time too long,
 * and the frame is refused.
 */
public final class DhtDecoder {
  private static final int BITS = 40;

  /** Some AM2301 send three bytes more, which say nothing. */
  private static final int BITS_OF_AM2301 = 64;

  /*
   * The data sheets give 48 to 55 µs low and 22 to 30 µs or 68 to 75 µs high; captures show up to
   * 68 µs low before each byte. So a 0 takes 70 to 98 µs, a 1 takes 116 to 143 µs, and two bits
   * with a lost fall between them 152 µs. What is between 0 and 1 is neither: interrupts that come
   * up to 12 µs late make no bit another one, of which two could cancel out in the checksum.
   */
  private static final long SHORTEST_ZERO_NANOS = 50_000;

  private static final long MAX_ZERO_NANOS = 103_000;
  private static final long SHORTEST_ONE_NANOS = 109_000;
  private static final long MAX_ONE_NANOS = 149_000;

  /** A DHT22 never has more than 1000 tenths of a percent: the first six bits are 0. */
  private static final int LEADING_ZEROS_OF_DHT22 = 6;

  private DhtDecoder() {}

  /**
   * Looks for a frame.
   *
   * @param falls when the wire fell, ascending, nanoseconds of any origin; none missing at the end
   * @return the frame, or nothing where a fall was lost or the checksum does not fit
   */
  public static Optional<DhtFrame> decode(long[] falls) {
    int start = 0;
    while (start < falls.length - 1) {
      int end = start;
      while (end < falls.length - 1 && isBit(falls[end + 1] - falls[end])) {
        end++;
      }
      Optional<DhtFrame> frame = decodeRun(falls, start, end);
      if (frame.isPresent()) {
        return frame;
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  /** Bits without a gap: the first begins with one fall, and another ends the last. */
  private static Optional<DhtFrame> decodeRun(long[] falls, int start, int end) {
    int bits = end - start;
    // No frame begins with a 1: a part whose answer is fought over begins with a short response.
    boolean shortResponse = bits == BITS + 1 || bits == BITS_OF_AM2301 + 1;
    if (shortResponse && isOne(falls[start + 1] - falls[start])) {
      return decodeAt(falls, start + 1, 0);
    }
    int missed = missed(bits);
    boolean isAll = start == 0 && end == falls.length - 1;
    return missed == 0 || (missed > 0 && isAll) ? decodeAt(falls, start, missed) : Optional.empty();
  }

  /** How many bits are missing to the length of a frame; negative where none is so long. */
  private static int missed(int bits) {
    int missed = bits > BITS ? BITS_OF_AM2301 - bits : BITS - bits;
    return missed <= LEADING_ZEROS_OF_DHT22 ? missed : -1;
  }

  private static boolean isBit(long nanos) {
    return isOne(nanos) || (nanos >= SHORTEST_ZERO_NANOS && nanos <= MAX_ZERO_NANOS);
  }

  private static boolean isOne(long nanos) {
    return nanos >= SHORTEST_ONE_NANOS && nanos <= MAX_ONE_NANOS;
  }

  /**
   * Reads forty bits.
   *
   * @param missed how many zeros at the beginning nobody heard
   */
  private static Optional<DhtFrame> decodeAt(long[] falls, int first, int missed) {
    int[] bytes = new int[BITS / 8];
    for (int bit = missed; bit < BITS; bit++) {
      int fall = first + bit - missed;
      boolean one = isOne(falls[fall + 1] - falls[fall]);
      bytes[bit / 8] = bytes[bit / 8] << 1 | (one ? 1 : 0);
    }
    // A DHT11 begins with one 0 only: it shows no more than 100 %.
    DhtModel model = DhtModel.of(bytes);
    return missed > 1 && model != DhtModel.DHT22 ? Optional.empty() : checked(model, bytes);
  }

  private static Optional<DhtFrame> checked(DhtModel model, int[] bytes) {
    boolean silent = bytes[0] == 0 && bytes[1] == 0;
    boolean fits = ((bytes[0] + bytes[1] + bytes[2] + bytes[3]) & 0xFF) == bytes[4];
    DhtFrame frame = model.frame(bytes);
    return fits && !silent && frame.isPossible() ? Optional.of(frame) : Optional.empty();
  }
}
