package hearth.drivers.dht;

import java.util.Optional;

/**
 * Decodes the edges of a DHT's answer, for the case that a chip delivers their times.
 *
 * <pre>
 *        we    we let   part: 80 µs   80 µs    40 bits, each              end
 *       pull     go       low         high     50 µs low, then high
 *  ─┐  18 ms  ┌──────┐            ┌─────────┐       ┌── 27 µs: 0 ┐        ┌────
 *   └─────────┘      └────────────┘         └───────┘── 70 µs: 1 └─ ... ──┘
 *             ↑      ↑            ↑         ↑       ↑            ↑        ↑
 *  edges      1      2            3         4       5            6       85
 * </pre>
 *
 * <p>The first edges may be missing, since whoever listens starts a little late, and there may be
 * more at the end. What decides is the pattern: forty high times in a row, each within its limits,
 * and a checksum that fits. An edge lost inside makes a time too long, and the frame is refused.
 */
public final class DhtDecoder {
  private static final int BITS = 40;

  /*
   * The data sheets say 48 to 55 µs low, 22 to 30 µs high for 0 and 68 to 75 µs for 1. The limits
   * leave room for the jitter of interrupts, but not for a lost pair of edges, which joins at
   * least 22 + 48 + 22 = 92 µs of high or 48 + 22 + 48 = 118 µs of low.
   */
  private static final long SHORTEST_LOW_NANOS = 20_000;

  private static final long LONGEST_LOW_NANOS = 110_000;
  private static final long SHORTEST_HIGH_NANOS = 5_000;
  private static final long LONGEST_HIGH_NANOS = 90_000;

  /** A bit takes 140 µs at most, the part's answer before the first bit 160 µs. */
  private static final long LONGEST_BIT_NANOS = 150_000;

  /*
   * No bit is high for about 50 µs. Who sees that has lost one edge and takes lows for highs.
   */
  private static final long LONGEST_ZERO_NANOS = 42_000;

  private static final long SHORTEST_ONE_NANOS = 58_000;

  private DhtDecoder() {}

  /**
   * Looks for a frame, first possible start first: some AM2301 send three bytes more than forty
   * bits.
   *
   * @param nanos the times of the edges, ascending, nanoseconds of any origin
   * @param firstRises whether the first is a rising one; they alternate
   * @return the frame, or nothing where an edge was lost or the checksum does not fit
   */
  public static Optional<DhtFrame> decode(long[] nanos, boolean firstRises) {
    // A bit is: falls at i, rises at i + 1, falls at i + 2.
    int last = nanos.length - 1 - 2 * BITS;
    for (int start = 0; start <= last; start++) {
      boolean falls = (start % 2 == 0) != firstRises;
      Optional<DhtFrame> frame = falls ? decodeAt(nanos, start) : Optional.empty();
      if (frame.isPresent()) {
        return frame;
      }
    }
    return Optional.empty();
  }

  private static Optional<DhtFrame> decodeAt(long[] nanos, int start) {
    int[] bytes = new int[BITS / 8];
    for (int bit = 0; bit < BITS; bit++) {
      int falls = start + 2 * bit;
      long low = nanos[falls + 1] - nanos[falls];
      long high = nanos[falls + 2] - nanos[falls + 1];
      if (!isBit(low, high)) {
        return Optional.empty();
      }
      bytes[bit / 8] = bytes[bit / 8] << 1 | (high > LONGEST_ZERO_NANOS ? 1 : 0);
    }
    boolean silent = bytes[0] == 0 && bytes[1] == 0;
    boolean fits = ((bytes[0] + bytes[1] + bytes[2] + bytes[3]) & 0xFF) == bytes[4];
    DhtFrame frame = DhtModel.of(bytes).frame(bytes);
    return fits && !silent && frame.isPossible() ? Optional.of(frame) : Optional.empty();
  }

  private static boolean isBit(long low, long high) {
    boolean zero = high >= SHORTEST_HIGH_NANOS && high <= LONGEST_ZERO_NANOS;
    boolean one = high >= SHORTEST_ONE_NANOS && high <= LONGEST_HIGH_NANOS;
    return (zero || one)
        && low >= SHORTEST_LOW_NANOS
        && low <= LONGEST_LOW_NANOS
        && low + high <= LONGEST_BIT_NANOS;
  }
}
