package hearth.drivers.sensor.filter;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Lets the last value out at even intervals, whenever values come in. The first value goes out at
 * once and starts the beat; a failure of the sensor ends it.
 */
public final class Heartbeat implements Filter {
  private final long intervalNanos;
  private OptionalDouble last = OptionalDouble.empty();
  private long next;

  /**
   * A heartbeat.
   *
   * @param intervalNanos more than 0
   */
  public Heartbeat(long intervalNanos) {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("a heart beats in an interval, not " + intervalNanos);
    }
    this.intervalNanos = intervalNanos;
  }

  @Override
  public OptionalDouble filter(double value, long nanoTime) {
    boolean first = last.isEmpty();
    last = OptionalDouble.of(value);
    if (!first) {
      return OptionalDouble.empty();
    }
    next = nanoTime + intervalNanos;
    return last;
  }

  @Override
  public OptionalLong nextTick() {
    return last.isPresent() ? OptionalLong.of(next) : OptionalLong.empty();
  }

  @Override
  public OptionalDouble tick(long nanoTime) {
    if (last.isEmpty() || nanoTime - next < 0) {
      return OptionalDouble.empty();
    }
    // After a long stop the beat goes on from now instead of catching up.
    long late = (nanoTime - next) / intervalNanos;
    next += (late + 1) * intervalNanos;
    return last;
  }

  @Override
  public void reset() {
    last = OptionalDouble.empty();
  }
}
