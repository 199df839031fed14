package hearth.drivers.pin;

/** The voltage on a pin as a volt meter shows it: 0 V or 3.3 V. */
public enum Level {
  LOW,
  HIGH;

  /** The other one. */
  public Level opposite() {
    return this == LOW ? HIGH : LOW;
  }
}
