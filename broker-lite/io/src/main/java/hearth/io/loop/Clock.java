package hearth.io.loop;

import java.time.Instant;

/**
 * Time as an argument. A Raspberry Pi has no clock battery: its wall clock jumps by years when the
 * network comes, so whatever measures or waits asks {@link #nanoTime}.
 */
public interface Clock {
  /** Nanoseconds of a monotonic clock with an origin of its own; only differences mean anything. */
  long nanoTime();

  /** What the wall clock shows; may jump in both directions. Only for people to read. */
  Instant wallTime();
}
