package hearth.broker.bridge;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next server is tried: little until each of them was, then doubling up
 * to the longest, shortened by chance by up to half so that houses do not come back at one instant.
 * Only a connection that has lasted makes it short again: a server that takes connections and ends
 * them at once is no better than one that is not there.
 */
final class ReconnectDelay {
  /** A connection that lasted so long was a good one. */
  static final long STABLE_NANOS = Duration.ofSeconds(30).toNanos();

  private static final long FIRST_NANOS = Duration.ofMillis(500).toNanos();
  private static final int MAX_DOUBLINGS = 30;

  private final int servers;
  private final long maxNanos;
  private final RandomGenerator random;
  private int failures;

  ReconnectDelay(int servers, Duration max, RandomGenerator random) {
    this.servers = servers;
    this.maxNanos = max.toNanos();
    this.random = random;
  }

  /** The delay after a connection that lasted so long, in nanoseconds. */
  long after(long lastedNanos) {
    failures = lastedNanos >= STABLE_NANOS ? 0 : failures;
    int doublings = Math.min(failures++ / servers, MAX_DOUBLINGS);
    long bound = Math.min(maxNanos, FIRST_NANOS << doublings);
    return bound - random.nextLong(bound / 2 + 1);
  }
}
