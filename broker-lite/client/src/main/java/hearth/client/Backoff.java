package hearth.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before connecting again: doubling from the first to the last delay, each
 * shortened by chance by up to half, so that a thousand clients of a server that restarted do not
 * come back at one instant.
 */
public final class Backoff {
  private final long firstNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param first before the second attempt, more than zero
   * @param max where doubling ends, not less than the first
   */
  public Backoff(Duration first, Duration max, RandomGenerator random) {
    if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "reconnect delays must be positive and rising, not " + first + " to " + max);
    }
    this.firstNanos = first.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
  }

  /** The delay before the next attempt, in nanoseconds; longer with each call. */
  long nextNanos() {
    int doublings = Math.min(failures++, 62);
    long bound = firstNanos > maxNanos >> doublings ? maxNanos : firstNanos << doublings;
    return bound - random.nextLong(bound / 2 + 1);
  }

  void reset() {
    failures = 0;
  }
}
