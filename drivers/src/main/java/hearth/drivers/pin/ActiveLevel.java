package hearth.drivers.pin;

/**
 * Which level means on. Most relay boards are {@link #LOW}: their input sinks the current of an
 * optocoupler. A button between pin and ground is {@link #LOW} too.
 */
public enum ActiveLevel {
  LOW,
  HIGH;

  /** The level that means on or off. */
  public Level levelFor(boolean on) {
    return on == (this == HIGH) ? Level.HIGH : Level.LOW;
  }

  /** Whether the level means on. */
  public boolean isOn(Level level) {
    return levelFor(true) == level;
  }
}
