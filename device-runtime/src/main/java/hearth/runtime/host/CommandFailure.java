package hearth.runtime.host;

/** A command could not do what it was asked for; the message is for the person who asked. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * A failure.
   *
   * @param message what happened, to what, and what to do now
   */
  public CommandFailure(String message) {
    super(message);
  }

  /** As above, with what was thrown below. */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
