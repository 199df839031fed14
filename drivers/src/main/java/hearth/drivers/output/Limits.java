package hearth.drivers.output;

/**
 * How long an output takes and may be on and off, in nanoseconds; 0 is no limit.
 *
 * @param onDelay from a command to on
 * @param offDelay from a command to off
 * @param maxOn after which it goes off by itself; a repeated ON does not prolong it. A pulse is a
 *     short one
 * @param minOff that it stays off before it goes on again, as a compressor needs it
 * @param minOn that it stays on before a command sends it off; max_on and the interlock do at once
 */
public record Limits(long onDelay, long offDelay, long maxOn, long minOff, long minOn) {
  /** No limits. */
  public static final Limits NONE = new Limits(0, 0, 0, 0, 0);

  public Limits {
    if (onDelay < 0 || offDelay < 0 || maxOn < 0 || minOff < 0 || minOn < 0) {
      throw new IllegalArgumentException("a limit is 0 or more");
    }
  }
}
