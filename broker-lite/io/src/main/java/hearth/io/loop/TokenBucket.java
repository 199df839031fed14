package hearth.io.loop;

/**
 * Allows a burst, then one thing each interval. Time is an argument, a clock's {@code nanoTime}.
 */
public final class TokenBucket {
  private final int capacity;
  private final long intervalNanos;
  private int tokens;

  /** When the last token that is counted came in. */
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param capacity how many at once, at least 1
   * @param intervalNanos how long until there is one more
   */
  public TokenBucket(int capacity, long intervalNanos, long nanoTime) {
    this.capacity = capacity;
    this.intervalNanos = intervalNanos;
    this.tokens = capacity;
    this.filledAt = nanoTime;
  }

  /** Takes a token; false where there is none. */
  public boolean take(long nanoTime) {
    long due = (nanoTime - filledAt) / intervalNanos;
    if (due > 0) {
      tokens = (int) Math.min(capacity, tokens + due);
      filledAt += due * intervalNanos;
    }
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }
}
