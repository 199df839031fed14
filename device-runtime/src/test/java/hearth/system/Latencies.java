package hearth.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

/** What messages took that were sent one after the other. One thread adds; another may look. */
final class Latencies {
  private final long interval;
  private long[] nanos = new long[4096];
  private int size;

  /**
   * Makes it.
   *
   * @param interval between messages that do not wait, in nanoseconds
   */
  Latencies(long interval) {
    this.interval = interval;
  }

  synchronized void add(long latency) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = latency;
  }

  synchronized void clear() {
    size = 0;
  }

  synchronized int size() {
    return size;
  }

  synchronized Figures figures() {
    assertTrue(size > 0, "nothing was measured");
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return new Figures(
        millis(sorted, 0.5), millis(sorted, 0.99), millis(atAnyTime(), 0.99), millis(sorted, 1));
  }

  /**
   * As if messages had been sent all the time. While one of them waits the next is not sent, so
   * that a pause of 30 ms is seen once: here each also stands for those that would have waited with
   * it for the pause's end.
   */
  private long[] atAnyTime() {
    long[] all = Arrays.copyOf(nanos, size);
    int count = size;
    for (int i = 0; i < size; i++) {
      for (long left = nanos[i] - interval; left >= interval; left -= interval) {
        all = count == all.length ? Arrays.copyOf(all, 2 * count) : all;
        all[count++] = left;
      }
    }
    long[] sorted = Arrays.copyOf(all, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static double millis(long[] sorted, double quantile) {
    int index = (int) Math.min(sorted.length - 1L, (long) (sorted.length * quantile));
    return sorted[index] / 1e6;
  }

  /** In milliseconds; the 99th percentile of the messages, and as if sent at any time. */
  record Figures(double p50, double p99, double p99AtAnyTime, double max) {
    @Override
    public String toString() {
      return "%6.2f %6.2f %6.2f %6.2f".formatted(p50, p99, p99AtAnyTime, max);
    }
  }
}
