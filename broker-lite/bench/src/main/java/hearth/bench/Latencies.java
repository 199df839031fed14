package hearth.bench;

/** Durations in buckets that are at most 1.6 % wide. */
final class Latencies {
  private static final int STEPS_BITS = 6;
  private static final int STEPS = 1 << STEPS_BITS;

  private final long[] counts = new long[64 * STEPS];
  private long total;

  void add(long nanos) {
    counts[bucket(Math.max(0, nanos))]++;
    total++;
  }

  private static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int shift = 63 - Long.numberOfLeadingZeros(nanos) - STEPS_BITS;
    return (shift + 1) * STEPS + (int) (nanos >>> shift) - STEPS;
  }

  private static long lowest(int bucket) {
    int shift = bucket / STEPS - 1;
    return shift < 0 ? bucket : (long) (STEPS + bucket % STEPS) << shift;
  }

  long count() {
    return total;
  }

  /**
   * The duration that a share of all stays below, in microseconds.
   *
   * @param share 0 to 1
   */
  double microseconds(double share) {
    long rank = (long) Math.ceil(share * total);
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen >= rank && seen > 0) {
        return lowest(bucket) / 1000.0;
      }
    }
    return 0;
  }
}
