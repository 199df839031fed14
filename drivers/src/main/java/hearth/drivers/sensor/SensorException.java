package hearth.drivers.sensor;

/** A measurement failed. The message says what happened, to what, and what to do now. */
public final class SensorException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why, for programs. */
  public enum Reason {
    /** The kernel has no driver for the bus or the kind loaded. */
    NO_DRIVER(false),
    /** The bus is there, this sensor is not. */
    NO_SUCH_SENSOR(true),
    /** It answers with bits that do not add up. */
    CHECKSUM(true),
    /** It reports what it reports after its power came: it has not measured. */
    POWER_ON_RESET(true),
    /** Only zeros came: the data line is held down. */
    ALL_ZERO(true),
    /** It does not answer. */
    SILENT(true),
    /** A value that cannot be. */
    IMPLAUSIBLE(true),
    /** The account may not read it. */
    PERMISSION(false),
    /** The kernel's file holds what nobody expects. */
    MALFORMED(true),
    /** The kernel failed in another way. */
    IO(true);

    private final boolean retryable;

    Reason(boolean retryable) {
      this.retryable = retryable;
    }

    /** Whether the next measurement may well succeed without anybody changing the machine. */
    public boolean isRetryable() {
      return retryable;
    }
  }

  private final Reason reason;

  /**
   * An exception.
   *
   * @param message what happened, to what, and what to do now, in sentences for people
   */
  public SensorException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** As above, with what was thrown below. */
  public SensorException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
