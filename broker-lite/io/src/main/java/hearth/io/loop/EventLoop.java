package hearth.io.loop;

import java.util.concurrent.Executor;

/**
 * One thread that runs everything its owner does: ready channels, due timers, posted tasks. What
 * runs on it must not block. A task that throws is reported and harms no other.
 *
 * <p>A turn is: ready channels, due timers, posted tasks, the line of those who gave way, tasks of
 * the turn's end, and then each channel that was written to is flushed once.
 *
 * <p>So that whoever asks for little waits for a few milliseconds at the most, however many ask for
 * very much, a turn has a share of work: who finds it used up does no more than a little, and then
 * stands in line.
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

  /**
   * Flushes a channel at the end of the current turn, after the tasks of {@link #atEndOfTurn}. On
   * the loop's thread.
   */
  void flushAtEndOfTurn(Flushable channel);

  /**
   * Counts bytes that a channel has queued: when very many have gathered, the loop flushes all
   * channels before the turn's end, so that what one turn queues stays in the processor's cache. On
   * the loop's thread.
   */
  void queued(int bytes);

  /**
   * Counts work that was done for others, so that a turn has an end: passing one message on to one
   * client counts one. Where it takes far longer than it counts, the share ends by the clock. On
   * the loop's thread.
   */
  void charge(int amount);

  /** How much work is left of this turn's share; 0 or less where it is used up. */
  int budgetLeft();

  /**
   * Runs a task in a later turn, after those who stand in line already. Each turn has a share of
   * work for the line, and whoever is ready by then is served before it. On the loop's thread.
   */
  void yieldTurn(Runnable task);

  /** Memory for bytes that wait for more, shared by all channels. On the loop's thread. */
  BufferPool pieces();

  /** Hands an exception that nobody expected to the loop's failure listener. */
  void report(Throwable failure);

  /** Whether the caller is on the loop's thread. */
  boolean isLoopThread();
}
