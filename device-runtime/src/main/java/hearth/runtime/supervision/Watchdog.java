package hearth.runtime.supervision;

import hearth.io.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Tells that the program lives, but only as long as each of its threads turns: a round begins with
 * a timer of the loop, goes through every thread, and is told at the end of the way. Whoever is
 * stuck holds it up, and the service manager ends the program.
 *
 * <pre>
 * loop: timer -> first thread -> ... -> last thread -> alive
 *   ^                                                   |
 *   +----------------- next round in due time ----------+
 * </pre>
 */
public final class Watchdog {
  /** So many rounds fit into the time that the service manager grants. */
  private static final int ROUNDS = 3;

  private final EventLoop loop;
  private final List<Executor> threads;
  private final long pauseNanos;
  private final Runnable alive;

  /**
   * A watchdog, not yet started.
   *
   * @param threads each runs one task at a time, in order
   * @param within the time that the service manager grants from one sign of life to the next
   * @param alive is called on the last of the threads, or on the loop's where there is no other
   */
  public Watchdog(
      EventLoop loop, List<? extends Executor> threads, Duration within, Runnable alive) {
    this.loop = loop;
    this.threads = List.copyOf(threads);
    this.pauseNanos = within.toNanos() / ROUNDS;
    this.alive = alive;
  }

  /** Begins the first round. On the loop's thread. */
  public void start() {
    pass(0);
  }

  private void pass(int position) {
    if (position < threads.size()) {
      threads.get(position).execute(() -> pass(position + 1));
    } else {
      alive.run();
      loop.execute(() -> loop.schedule(pauseNanos, this::start));
    }
  }
}
