package hearth.drivers.output;

/** The state of an output when the program starts. */
public enum Restore {
  /** The one it had last, off where nobody knows. */
  LAST,
  ON,
  OFF;

  /** The state to open the output named so with. */
  public boolean initial(StateStore store, String name) {
    return this == ON || (this == LAST && store.last(name).orElse(false));
  }
}
