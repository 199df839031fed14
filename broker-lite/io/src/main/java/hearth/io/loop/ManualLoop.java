package hearth.io.loop;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A loop that turns when its owner says so, on the owner's thread, with a clock that the owner
 * moves: the same calls give the same run. For tests and simulations.
 */
public final class ManualLoop extends AbstractEventLoop {
  private static final int MAX_TURNS = 1_000_000;

  private final ManualClock clock;
  private final Rethrown rethrown;
  private final Thread thread = Thread.currentThread();

  /** A loop with a clock of its own whose failures end the test: they are thrown at the owner. */
  public ManualLoop() {
    this(new ManualClock());
  }

  /** A loop whose failures are thrown at the owner of the loop, out of {@link #runReady}. */
  public ManualLoop(ManualClock clock) {
    this(clock, new Rethrown());
  }

  public ManualLoop(ManualClock clock, Consumer<? super Throwable> failures) {
    super(clock, failures);
    this.clock = clock;
    this.rethrown = failures instanceof Rethrown own ? own : new Rethrown();
  }

  /**
   * Runs turns until nothing is left to do at this time.
   *
   * @throws IllegalStateException where that takes forever, since tasks keep posting tasks
   * @throws AssertionError with a failure as its cause, where no failure listener was given
   */
  public void runReady() {
    for (int turns = 0; nanosToNext() == 0; turns++) {
      if (turns == MAX_TURNS) {
        throw new IllegalStateException(
            "after " + MAX_TURNS + " turns the loop still had something to do");
      }
      beginTurn();
      finishTurn();
      rethrown.check();
    }
  }

  /** Moves the clock on, running each timer at its time and in order. */
  public void advance(Duration by) {
    long end = clock.nanoTime() + by.toNanos();
    runReady();
    for (long next; (next = nanosToNext()) >= 0 && clock.nanoTime() + next - end <= 0; ) {
      clock.advance(Duration.ofNanos(next));
      runReady();
    }
    clock.advance(Duration.ofNanos(end - clock.nanoTime()));
  }

  /** Whether nothing is left to do but to wait for timers. */
  public boolean isIdle() {
    return nanosToNext() != 0;
  }

  @Override
  public boolean isLoopThread() {
    return Thread.currentThread() == thread;
  }

  /** Keeps the first failure until the turn is over. */
  private static final class Rethrown implements Consumer<Throwable> {
    private Throwable first;

    @Override
    public void accept(Throwable failure) {
      if (first == null) {
        first = failure;
      } else if (first != failure) {
        first.addSuppressed(failure);
      }
    }

    void check() {
      Throwable failure = first;
      first = null;
      if (failure != null) {
        throw new AssertionError("a task or handler on the loop failed: " + failure, failure);
      }
    }
  }
}
