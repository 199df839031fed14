package hearth.io.loop;

import java.util.concurrent.Executor;

/**
 * One thread that runs everything its owner does: ready channels, due timers, posted tasks. What
 * runs on it must not block. A task that throws is reported and harms no other.
 */
public interface EventLoop extends Executor {
  Clock clock();

  /** Runs a task on the loop's thread, after those posted before it. From any thread. */
  @Override
  void execute(Runnable task);

  /**
   * Runs a task on the loop's thread once the clock has advanced by the delay. On the loop's
   * thread.
   *
   * @param delayNanos 0 or less is due at once, but never within this call
   */
  Timer schedule(long delayNanos, Runnable task);

  /**
   * Runs a task once, at the end of the current turn, before channels are flushed and the loop
   * sleeps. On the loop's thread.
   */
  void atEndOfTurn(Runnable task);

  /** Whether the caller is on the loop's thread. */
  boolean isLoopThread();
}
