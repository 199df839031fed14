package hearth.drivers.output;

/** What becomes of an output when the program ends, or when it has lost its broker for long. */
public enum FinalState {
  /** It stays as it is. */
  KEEP,
  ON,
  OFF;

  /** The state for an output that has this one now. */
  public boolean applyTo(boolean on) {
    return this == KEEP ? on : this == ON;
  }
}
