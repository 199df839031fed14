package hearth.io.loop;

import java.time.Duration;
import java.time.Instant;

/** A clock that moves when its owner moves it; read from any thread. */
public final class ManualClock implements Clock {
  private volatile long nanoTime;
  private volatile Instant wallTime;

  /** A clock that shows the start of 2026. */
  public ManualClock() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  public ManualClock(Instant wallTime) {
    this.wallTime = wallTime;
  }

  @Override
  public long nanoTime() {
    return nanoTime;
  }

  @Override
  public Instant wallTime() {
    return wallTime;
  }

  /** Moves both times forward; runs no timer, which {@link ManualLoop#advance} does. */
  public synchronized void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a monotonic clock does not go back");
    }
    nanoTime += by.toNanos();
    wallTime = wallTime.plus(by);
  }

  /** Sets the wall clock, as a time server or a person does; the monotonic time goes on. */
  public synchronized void setWallTime(Instant wallTime) {
    this.wallTime = wallTime;
  }
}
