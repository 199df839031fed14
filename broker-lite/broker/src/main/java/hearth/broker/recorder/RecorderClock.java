package hearth.broker.recorder;

import hearth.io.loop.Clock;
import java.util.function.BooleanSupplier;

/**
 * What time it is for what is recorded. A Raspberry Pi has no battery for its clock: until it is
 * set there is no time. A clock that is set forward is followed; one that is set back a little is
 * waited for at half the pace, so that order stays; one that is set back by more than an hour was
 * wrong before, and is followed, too.
 */
final class RecorderClock {
  /** There is no time yet. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private final Clock clock;
  private final BooleanSupplier isSet;
  private long last = UNKNOWN;
  private long lastNanos;
  private long steadySince;

  RecorderClock(Clock clock, BooleanSupplier isSet) {
    this.clock = clock;
    this.isSet = isSet;
    this.steadySince = clock.nanoTime();
  }

  /** In milliseconds since 1970, or {@link #UNKNOWN}. */
  long now() {
    if (last == UNKNOWN && !isSet.getAsBoolean()) {
      return UNKNOWN;
    }
    long nanos = clock.nanoTime();
    long wall = clock.wallTime().toEpochMilli();
    if (last != UNKNOWN) {
      long elapsed = (nanos - lastNanos) / 1_000_000;
      if (Math.abs(wall - last - elapsed) > Records.HOUR_MILLIS) {
        steadySince = nanos;
      } else if (wall < last + elapsed / 2) {
        last += elapsed / 2;
        lastNanos += elapsed * 1_000_000;
        return last;
      }
    }
    last = wall;
    lastNanos = nanos;
    return last;
  }

  /** For how long the clock has not leapt. */
  long steadyMillis() {
    return (clock.nanoTime() - steadySince) / 1_000_000;
  }
}
