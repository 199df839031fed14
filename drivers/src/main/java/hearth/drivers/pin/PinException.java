package hearth.drivers.pin;

/** A pin could not be opened or used. The message says what happened and what to do now. */
public final class PinException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why, for programs. */
  public enum Reason {
    /** No Raspberry Pi that this program knows. */
    UNKNOWN_BOARD,
    /** The kernel offers no GPIO controller. */
    NO_CHIP,
    /** The account may not use the controller. */
    PERMISSION,
    /** Somebody has the line. */
    IN_USE,
    /** The controller has no such line. */
    NO_SUCH_LINE,
    /** The native library does not load. */
    NATIVE_LIBRARY,
    /** The kernel refused or failed. */
    IO
  }

  private final Reason reason;

  /**
   * An exception.
   *
   * @param message what happened, to which line, and what to do now, in sentences for people
   */
  public PinException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** As above, with what was thrown below. */
  public PinException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The line is not on this chip, which has as many as said. */
  public static PinException noSuchLine(int line, int lineCount) {
    return new PinException(
        Reason.NO_SUCH_LINE,
        "There is no line %d on this chip, it has 0 to %d. Use the BCM number of the pin (GPIO17 is 17), not its place on the header."
            .formatted(line, lineCount - 1));
  }

  /** Somebody else has the line. */
  public static PinException inUse(int line, String consumer, String owner) {
    return new PinException(
        Reason.IN_USE,
        "Line %d is not free for %s: %s has it. Choose another pin, or stop what uses it (gpioinfo shows the owners)."
            .formatted(line, consumer, owner));
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
