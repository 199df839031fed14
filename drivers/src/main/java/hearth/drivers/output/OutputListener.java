package hearth.drivers.output;

/** Hears the changes of an output. */
@FunctionalInterface
public interface OutputListener {
  /** Why an output changed. */
  enum Cause {
    /** A command, at once or after its delay. */
    COMMAND,
    /** It was on for as long as it may be. */
    MAX_ON,
    /** Another output of its interlock group goes on. */
    INTERLOCK
  }

  /** The output has changed. Called within the call that changed it. */
  void changed(boolean on, Cause cause);
}
