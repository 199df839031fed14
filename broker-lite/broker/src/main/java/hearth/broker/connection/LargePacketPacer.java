package hearth.broker.connection;

import hearth.io.loop.EventLoop;
import java.time.Duration;

/**
 * How fast large packets are made whole, those of all clients together. Each takes so much of the
 * heap in one piece that all garbage is collected, for which everybody waits: without end they
 * would take a third of the time. They wait in pieces outside of the heap, their clients unread.
 */
public final class LargePacketPacer {
  /** Smaller ones die in the young part of the heap, which is collected in a fraction of a ms. */
  static final int LARGE = 1 << 20;

  static final int BYTES_PER_SECOND = 16 << 20;

  /** What comes after a pause is not held up: a few packets as large as there may be. */
  private static final long AT_ONCE_NANOS = Duration.ofSeconds(1).toNanos();

  private final EventLoop loop;

  /** When all that were let in would have come, at that pace; before now where they were few. */
  private long paidUntil;

  public LargePacketPacer(EventLoop loop) {
    this.loop = loop;
    this.paidUntil = loop.clock().nanoTime() - AT_ONCE_NANOS;
  }

  /**
   * Lets a packet in, now or later.
   *
   * @return nanoseconds that it has to wait, 0 for none
   */
  long letIn(int bytes) {
    if (bytes < LARGE) {
      return 0;
    }
    long now = loop.clock().nanoTime();
    if (now - AT_ONCE_NANOS - paidUntil > 0) {
      paidUntil = now - AT_ONCE_NANOS;
    }
    long wait = Math.max(0, paidUntil - now);
    paidUntil += Duration.ofSeconds(1).toNanos() * bytes / BYTES_PER_SECOND;
    return wait;
  }
}
