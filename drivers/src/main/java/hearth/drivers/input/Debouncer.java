package hearth.drivers.input;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells a change of a contact from its bouncing: a state machine, with the time as an argument, in
 * nanoseconds of one monotonic clock.
 *
 * <pre>
 *            │ the contact changes        │ the time is over
 *  ──────────┼────────────────────────────┼─────────────────────────────────────────────
 *  SETTLED   │ at once: told, BOUNCING    │ –
 *            │ else:    BOUNCING          │
 *  BOUNCING  │ the time starts anew       │ SETTLED; told where it is another state than
 *            │                            │ the one told last
 * </pre>
 */
public final class Debouncer {
  /** When a change is believed. */
  public enum Mode {
    /** With its first edge: no delay, but a spike on the wire counts as a press. */
    AT_ONCE,
    /** When it has lasted for the time: a spike is nothing. */
    WHEN_STABLE
  }

  private final Mode mode;
  private final long nanos;
  private boolean told;
  private boolean raw;
  private boolean bouncing;
  private long due;

  /**
   * A debouncer.
   *
   * @param nanos how long a contact may bounce; 0 believes every edge
   * @param active the state now
   */
  public Debouncer(Mode mode, long nanos, boolean active) {
    this.mode = mode;
    this.nanos = nanos;
    this.told = active;
    this.raw = active;
  }

  /** The contact changed; the state to believe, if that is a new one. */
  public Optional<Boolean> changed(boolean active, long nanoTime) {
    boolean first = !bouncing;
    raw = active;
    bouncing = nanos > 0;
    due = nanoTime + nanos;
    return !bouncing || (first && mode == Mode.AT_ONCE) ? report() : Optional.empty();
  }

  /** When {@link #tick} has something to do, if ever. */
  public OptionalLong nextTick() {
    return bouncing ? OptionalLong.of(due) : OptionalLong.empty();
  }

  /** Time has passed; the state to believe, if that is a new one. */
  public Optional<Boolean> tick(long nanoTime) {
    if (!bouncing || nanoTime - due < 0) {
      return Optional.empty();
    }
    bouncing = false;
    return report();
  }

  /** The state that was told last. */
  public boolean isActive() {
    return told;
  }

  private Optional<Boolean> report() {
    if (raw == told) {
      return Optional.empty();
    }
    told = raw;
    return Optional.of(raw);
  }
}
