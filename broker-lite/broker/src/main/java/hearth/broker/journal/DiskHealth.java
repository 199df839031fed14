package hearth.broker.journal;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import org.tinylog.Logger;

/**
 * Whether the disk takes records, and whether it holds what memory does. While it does not take
 * them, records are lost that memory goes on from: its state is in doubt then, until all of it has
 * been written again after the disk has recovered.
 *
 * <pre>
 *   WRITING --a write fails--> FAILING --one succeeds--> IN_DOUBT --all written again--> WRITING
 *                                 ^------------------------'  a write fails
 * </pre>
 */
final class DiskHealth {
  private enum State {
    WRITING,
    FAILING,
    IN_DOUBT
  }

  /** How often a disk that has failed is tried while nobody else writes. */
  private static final long PROBE_NANOS = 5_000_000_000L;

  private final EventLoop loop;
  private final Runnable probe;
  private final Runnable recovered;
  private State state = State.WRITING;
  private boolean ended;

  /**
   * @param probe writes something, whose end is told to {@link #report}
   * @param recovered has all written again that memory holds
   */
  DiskHealth(EventLoop loop, Runnable probe, Runnable recovered) {
    this.loop = loop;
    this.probe = probe;
    this.recovered = recovered;
  }

  /** The disk holds all that it should, as far as was written. */
  boolean isSound() {
    return state == State.WRITING;
  }

  boolean isFailing() {
    return state == State.FAILING;
  }

  /** It takes records again, and misses some. */
  boolean isInDoubt() {
    return state == State.IN_DOUBT;
  }

  /**
   * A write has come to its end.
   *
   * @param failure null where it succeeded
   */
  void report(IOException failure) {
    if (failure != null && state != State.FAILING) {
      state = State.FAILING;
      Logger.error(
          "The store cannot be written: {}. Messages that must be stored are refused until it can",
          failure.getMessage());
      loop.schedule(PROBE_NANOS, this::probe);
    } else if (failure == null && state == State.FAILING) {
      state = State.IN_DOUBT;
      Logger.info("The store can be written again; what it missed is written now");
      recovered.run();
    }
  }

  private void probe() {
    if (state == State.FAILING && !ended) {
      probe.run();
      loop.schedule(PROBE_NANOS, this::probe);
    }
  }

  /** All that memory holds has been written since the last failure. */
  void writtenAgain() {
    if (state == State.IN_DOUBT) {
      state = State.WRITING;
      Logger.info("The store holds again all that it should");
    }
  }

  /** The disk is tried no more. */
  void end() {
    ended = true;
  }
}
