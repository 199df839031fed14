package hearth.drivers.input;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells single, double and long presses of a debounced button apart: a state machine, with the time
 * as an argument, in nanoseconds of one monotonic clock.
 *
 * <pre>
 *            │ pressed          │ released              │ the time is over
 *  ──────────┼──────────────────┼───────────────────────┼──────────────────
 *  UP        │ DOWN             │ –                     │ –
 *  DOWN      │ –                │ BETWEEN, or           │ HELD: LONG
 *            │                  │ UP: SINGLE where no   │
 *            │                  │ double is waited for  │
 *  BETWEEN   │ DOWN_AGAIN:      │ –                     │ UP: SINGLE
 *            │ DOUBLE           │                       │
 *  DOWN_AGAIN│ –                │ UP                    │ –
 *  HELD      │ –                │ UP                    │ –
 * </pre>
 */
public final class PressRecognizer {
  /** What somebody did with a button. */
  public enum Press {
    SINGLE,
    DOUBLE,
    LONG
  }

  private enum State {
    UP,
    DOWN,
    BETWEEN,
    DOWN_AGAIN,
    HELD
  }

  private final long doubleNanos;
  private final long longNanos;
  private State state = State.UP;
  private long due;

  /**
   * A recognizer.
   *
   * @param doubleNanos within which a second press makes a double; 0 waits for none, so that a
   *     single is told with the release
   * @param longNanos after which a press is long; 0 knows none
   */
  public PressRecognizer(long doubleNanos, long longNanos) {
    this.doubleNanos = doubleNanos;
    this.longNanos = longNanos;
  }

  /** The button went down or up; what that completes, if anything. */
  public Optional<Press> changed(boolean pressed, long nanoTime) {
    return pressed ? pressed(nanoTime) : released(nanoTime);
  }

  /** When {@link #tick} has something to do, if ever. */
  public OptionalLong nextTick() {
    boolean waits = state == State.BETWEEN || (state == State.DOWN && longNanos > 0);
    return waits ? OptionalLong.of(due) : OptionalLong.empty();
  }

  /** Time has passed; what that completes, if anything. */
  public Optional<Press> tick(long nanoTime) {
    if (nextTick().isEmpty() || nanoTime - due < 0) {
      return Optional.empty();
    }
    boolean held = state == State.DOWN;
    state = held ? State.HELD : State.UP;
    return Optional.of(held ? Press.LONG : Press.SINGLE);
  }

  private Optional<Press> pressed(long nanoTime) {
    if (state == State.BETWEEN) {
      state = State.DOWN_AGAIN;
      return Optional.of(Press.DOUBLE);
    }
    if (state == State.UP) {
      state = State.DOWN;
      due = nanoTime + longNanos;
    }
    return Optional.empty();
  }

  private Optional<Press> released(long nanoTime) {
    boolean wasShort = state == State.DOWN;
    if (wasShort && doubleNanos > 0) {
      state = State.BETWEEN;
      due = nanoTime + doubleNanos;
      return Optional.empty();
    }
    state = State.UP;
    return wasShort ? Optional.of(Press.SINGLE) : Optional.empty();
  }
}
