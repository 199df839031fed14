package hearth.runtime.thing;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.time.Duration;

/** Tries to open a part again, at growing intervals: somebody may be plugging it in just now. */
final class Retry {
  private static final long FIRST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long MAX_NANOS = Duration.ofMinutes(1).toNanos();

  private final EventLoop loop;
  private long waitNanos = FIRST_NANOS;
  private Timer timer;

  Retry(EventLoop loop) {
    this.loop = loop;
  }

  void later(Runnable attempt) {
    timer = loop.schedule(waitNanos, attempt);
    waitNanos = Math.min(2 * waitNanos, MAX_NANOS);
  }

  void cancel() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
