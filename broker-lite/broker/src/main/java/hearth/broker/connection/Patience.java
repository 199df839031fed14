package hearth.broker.connection;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.util.ArrayList;
import java.util.List;

/**
 * How long slow readers may hold one publisher back, however many they are and one after the other:
 * as long as one may that stops reading, and after that a tenth of the time. What a reader holds it
 * back for an instant, as those do that keep up, does not count.
 */
final class Patience {
  private static final long INSTANT_NANOS = 100_000_000L;
  private static final int SHARE_OF_TIME = 10;

  private final EventLoop loop;
  private final long maxNanos;
  private final Connection publisher;
  private final List<Congestion> readers = new ArrayList<>(1);
  private long leftNanos;

  /** When it was held back, or let go, the last time. */
  private long since;

  private Timer timer;

  /**
   * All of it.
   *
   * @param maxNanos how long at a time
   */
  Patience(Connection publisher, EventLoop loop, long maxNanos) {
    this.publisher = publisher;
    this.loop = loop;
    this.maxNanos = maxNanos;
    this.leftNanos = maxNanos;
    this.since = loop.clock().nanoTime();
  }

  /** Whether a reader holds it back. */
  boolean isUsed() {
    return !readers.isEmpty();
  }

  /** A reader wants to hold it back; returns whether it may. */
  boolean begins(Congestion reader) {
    if (readers.isEmpty()) {
      long now = loop.clock().nanoTime();
      leftNanos = Math.min(maxNanos, leftNanos + (now - since) / SHARE_OF_TIME);
      since = now;
      if (leftNanos <= 0) {
        return false;
      }
      timer = loop.schedule(INSTANT_NANOS + leftNanos, this::end);
    }
    readers.add(reader);
    return true;
  }

  /** The reader lets it go; returns whether no other holds it back. */
  boolean ends(Congestion reader) {
    readers.remove(reader);
    if (readers.isEmpty()) {
      long now = loop.clock().nanoTime();
      leftNanos -= Math.max(0, now - since - INSTANT_NANOS);
      since = now;
      timer.cancel();
    }
    return readers.isEmpty();
  }

  private void end() {
    leftNanos = 0;
    since = loop.clock().nanoTime();
    List<Congestion> all = List.copyOf(readers);
    readers.clear();
    all.forEach(reader -> reader.spare(publisher));
    publisher.letGo();
  }
}
