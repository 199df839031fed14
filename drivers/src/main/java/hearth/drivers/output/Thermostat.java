package hearth.drivers.output;

import java.util.OptionalLong;

/**
 * Heats by a temperature: a state machine, with the time as an argument, in nanoseconds of one
 * monotonic clock. It knows no heater; it says what one should do.
 *
 * <pre>
 *           │ off is │ heat is │ cold: below    │ between │ warm: above    │ without sensor
 *           │ wanted │ wanted  │ target − hyst. │         │ target + hyst. │ for too long
 *  ─────────┼────────┼─────────┼────────────────┼─────────┼────────────────┼───────────────
 *  OFF      │ –      │ WAITING │ –              │ –       │ –              │ –
 *  WAITING  │ OFF    │ –       │ HEATING        │ IDLE    │ IDLE           │ LOST
 *  IDLE     │ OFF    │ –       │ HEATING        │ –       │ –              │ LOST
 *  HEATING  │ OFF    │ –       │ –              │ –       │ IDLE           │ LOST
 *  LOST     │ OFF    │ –       │ HEATING        │ IDLE    │ IDLE           │ –
 * </pre>
 *
 * <p>The last temperature holds until the sensor has been without one for too long. So WAITING may
 * go on at once, and a new target is judged at once.
 *
 * <p>For one thread at a time.
 */
public final class Thermostat {
  /** Where it stands. */
  public enum State {
    /** Nothing is heated, whatever the temperature. */
    OFF,
    /** It should heat, and knows no temperature yet. */
    WAITING,
    /** It is warm enough. */
    IDLE,
    /** It is too cold. */
    HEATING,
    /** There has been no sensor for too long. */
    LOST
  }

  /** What the heater should be. */
  public enum Demand {
    ON,
    OFF,
    /** As it is: nothing is known yet, or that is what is wanted without a sensor. */
    UNCHANGED
  }

  /**
   * How it heats.
   *
   * @param hysteresis how far the temperature may go below and above the target, above 0
   * @param lost what the heater is when there has been no sensor for too long
   * @param lostAfterNanos how long that is
   */
  public record Settings(double hysteresis, FinalState lost, long lostAfterNanos) {
    public Settings {
      if (!(hysteresis > 0) || lostAfterNanos <= 0) {
        throw new IllegalArgumentException("hysteresis and patience are above 0");
      }
    }
  }

  private final Settings settings;
  private double target;
  private State state;

  // NaN while there was none.
  private double temperature = Double.NaN;
  private boolean hasSensor;
  // Where there is none.
  private long withoutSince;

  /**
   * A thermostat that has no temperature yet.
   *
   * @param target in the unit of the readings
   * @param heats whether heat is wanted, or off
   */
  public Thermostat(Settings settings, double target, boolean heats, long now) {
    this.settings = settings;
    this.target = target;
    this.state = heats ? State.WAITING : State.OFF;
    this.withoutSince = now;
  }

  /** Where it stands. */
  public State state() {
    return state;
  }

  /** The temperature that is aimed at. */
  public double target() {
    return target;
  }

  /** What the heater should be now. */
  public Demand demand() {
    return switch (state) {
      case OFF, IDLE -> Demand.OFF;
      case HEATING -> Demand.ON;
      case WAITING -> Demand.UNCHANGED;
      case LOST ->
          switch (settings.lost) {
            case ON -> Demand.ON;
            case OFF -> Demand.OFF;
            case KEEP -> Demand.UNCHANGED;
          };
    };
  }

  /** Heat is wanted from now on, or off. */
  public void heats(boolean wanted, long now) {
    if (!wanted) {
      state = State.OFF;
    } else if (state == State.OFF) {
      state = State.WAITING;
      decide(now);
    }
  }

  /** Another temperature is aimed at from now on. */
  public void target(double newTarget, long now) {
    target = newTarget;
    decide(now);
  }

  /** The sensor has measured. */
  public void measured(double newTemperature, long now) {
    temperature = newTemperature;
    hasSensor = true;
    decide(now);
  }

  /** The sensor cannot measure any more; told once or again. */
  public void sensorFailed(long now) {
    if (hasSensor) {
      hasSensor = false;
      withoutSince = now;
    }
  }

  /** When {@link #tick} has something to do, if ever. */
  public OptionalLong nextTick() {
    boolean waits = !hasSensor && state != State.OFF && state != State.LOST;
    return waits ? OptionalLong.of(withoutSince + settings.lostAfterNanos) : OptionalLong.empty();
  }

  /** Does what is due. */
  public void tick(long now) {
    if (nextTick().isPresent() && isLost(now)) {
      state = State.LOST;
    }
  }

  private boolean isLost(long now) {
    return !hasSensor && now - withoutSince >= settings.lostAfterNanos;
  }

  private void decide(long now) {
    if (state == State.OFF || Double.isNaN(temperature) || isLost(now)) {
      return;
    }
    if (temperature <= target - settings.hysteresis) {
      state = State.HEATING;
    } else if (temperature >= target + settings.hysteresis || state != State.HEATING) {
      state = State.IDLE;
    }
  }
}
