package hearth.drivers.output;

import hearth.drivers.pin.PinException;
import java.util.OptionalLong;

/**
 * An output that keeps its limits and its interlock: a state machine, with the time as an argument,
 * in nanoseconds of one monotonic clock.
 *
 * <pre>
 *           │ ON is commanded            │ OFF is commanded          │ its time has come
 *  ─────────┼────────────────────────────┼───────────────────────────┼──────────────────
 *  OFF      │ ON, or WAITING for         │ –                         │ –
 *           │ on_delay, min_off and wait │                           │
 *  WAITING  │ –                          │ OFF                       │ ON
 *  ON       │ –                          │ OFF, or ENDING for        │ OFF (max_on)
 *           │                            │ off_delay and min_on      │
 *  ENDING   │ ON                         │ –                         │ OFF
 * </pre>
 *
 * <p>Another member of its interlock group that goes on sends every state to OFF at once. A chip
 * that refuses leaves the state as it was; what was due is tried again a second later.
 *
 * <p>For one thread at a time, and all members of a group for the same.
 */
public final class TimedOutput {
  /** Where an output stands. In WAITING it is off, in ENDING on. */
  public enum State {
    OFF,
    WAITING,
    ON,
    ENDING
  }

  private static final long RETRY_NANOS = 1_000_000_000L;

  private final Actuator actuator;
  private final Limits limits;
  private final Interlock interlock;
  private final OutputListener listener;

  private State state = State.OFF;
  private long onSince;
  private long offSince;
  private long due;

  private TimedOutput(
      Actuator actuator, Limits limits, Interlock interlock, OutputListener listener, long now) {
    this.actuator = actuator;
    this.limits = limits;
    this.interlock = interlock;
    this.listener = listener;
    this.offSince = now;
  }

  /** Opens what is switched, in its first state. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens it.
     *
     * @throws PinException with the reason and what to do
     */
    Actuator open(boolean on) throws PinException;
  }

  /**
   * Opens an output in its first state. Nobody knows how long a machine was without power, nor what
   * the others of a group are doing: one that should be on, but has a min_off or a group, starts
   * off and waits.
   *
   * @param interlock its group, or {@link Interlock#none}
   * @param on what it should be
   * @throws PinException with the reason and what to do
   */
  public static TimedOutput open(
      Opener opener,
      Limits limits,
      Interlock interlock,
      OutputListener listener,
      boolean on,
      long now)
      throws PinException {
    boolean wanted = on && !interlock.isTaken();
    boolean waits = limits.minOff() > 0 || interlock.isShared();
    Actuator actuator = opener.open(wanted && !waits);
    TimedOutput output = new TimedOutput(actuator, limits, interlock, listener, now);
    interlock.join(output);
    if (wanted && waits) {
      output.waitUntil(now + Math.max(limits.minOff(), interlock.waitNanos()));
    } else if (wanted) {
      output.enterOn(now);
    }
    return output;
  }

  /** Where it stands. */
  public State state() {
    return state;
  }

  /** Whether it is on. */
  public boolean isOn() {
    return state == State.ON || state == State.ENDING;
  }

  /**
   * Obeys a command, at once or when its limits allow.
   *
   * @throws PinException where the chip refuses; the state is then as before
   */
  public void command(boolean on, long now) throws PinException {
    if (on) {
      commandOn(now);
    } else {
      commandOff(now);
    }
  }

  /** When {@link #tick} has something to do, if ever. */
  public OptionalLong nextTick() {
    boolean waits = state == State.WAITING || state == State.ENDING || hasLimit();
    return waits ? OptionalLong.of(due) : OptionalLong.empty();
  }

  /**
   * Does what is due.
   *
   * @throws PinException where the chip refuses; it is due again a second later
   */
  public void tick(long now) throws PinException {
    if (nextTick().isEmpty() || now - due < 0) {
      return;
    }
    boolean goesOn = state == State.WAITING;
    boolean atLimit = hasLimit() && now - onSince >= limits.maxOn();
    due = now + RETRY_NANOS;
    if (goesOn) {
      interlock.clear(this, now);
      turnOn(now);
    } else {
      turnOff(now, atLimit ? OutputListener.Cause.MAX_ON : OutputListener.Cause.COMMAND);
    }
  }

  /**
   * Whether it is on as read back from the chip.
   *
   * @throws PinException where the chip cannot be read
   */
  public boolean readBack() throws PinException {
    return actuator.isOn();
  }

  /**
   * Gives the part back in its final state.
   *
   * @throws PinException where the chip refuses; the part is given back all the same
   */
  public void close(FinalState last) throws PinException {
    try {
      if (last.applyTo(isOn()) != isOn()) {
        actuator.set(!isOn());
      }
    } finally {
      interlock.leave(this);
      actuator.close();
    }
  }

  boolean wantsOn() {
    return state != State.OFF;
  }

  /** When it last went off; now is past that for as long as it is off. */
  long offSince() {
    return offSince;
  }

  void forceOff(long now) throws PinException {
    if (isOn()) {
      turnOff(now, OutputListener.Cause.INTERLOCK);
    } else {
      state = State.OFF;
    }
  }

  private void commandOn(long now) throws PinException {
    if (state == State.ENDING) {
      state = State.ON;
      due = onSince + limits.maxOn();
    }
    if (state != State.OFF) {
      return;
    }
    interlock.clear(this, now);
    long allowed = interlock.freeAt(this, now);
    allowed = later(allowed, now + limits.onDelay());
    if (limits.minOff() > 0) {
      allowed = later(allowed, offSince + limits.minOff());
    }
    if (allowed == now) {
      turnOn(now);
    } else {
      waitUntil(allowed);
    }
  }

  private void commandOff(long now) throws PinException {
    if (state == State.WAITING) {
      state = State.OFF;
    }
    if (state != State.ON) {
      return;
    }
    long ending = later(now + limits.offDelay(), onSince + limits.minOn());
    if (ending - now > 0) {
      state = State.ENDING;
      due = limits.maxOn() > 0 && due - ending < 0 ? due : ending;
    } else {
      turnOff(now, OutputListener.Cause.COMMAND);
    }
  }

  private void turnOn(long now) throws PinException {
    actuator.set(true);
    enterOn(now);
    listener.changed(true, OutputListener.Cause.COMMAND);
  }

  private void turnOff(long now, OutputListener.Cause cause) throws PinException {
    actuator.set(false);
    state = State.OFF;
    offSince = now;
    listener.changed(false, cause);
  }

  private void enterOn(long now) {
    state = State.ON;
    onSince = now;
    due = now + limits.maxOn();
  }

  private void waitUntil(long when) {
    state = State.WAITING;
    due = when;
  }

  private boolean hasLimit() {
    return limits.maxOn() > 0 && isOn();
  }

  /** Compared by difference: the clock may wrap around. */
  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }
}
