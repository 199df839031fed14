package hearth.broker.session;

/**
 * How short memory is, and what is not done because of it. On the loop's thread.
 *
 * <pre>
 *     NONE ──▶ SHEDDING ──▶ SHORT      as packets and the heap fill up
 *     NONE ◀── SHEDDING ◀── SHORT      as there is room again; each may be passed over
 * </pre>
 */
public final class Overload {
  /** How short. */
  public enum Level {
    /** There is room. */
    NONE,
    /** Messages of QoS 0 for clients are dropped. */
    SHEDDING,
    /** Nothing more is taken that would have to be kept, either. */
    SHORT
  }

  private Level level = Level.NONE;

  /** From now on. */
  public void level(Level level) {
    this.level = level;
  }

  /** Whether messages of QoS 0 for clients are dropped. */
  public boolean isShedding() {
    return level != Level.NONE;
  }

  /** Whether nothing more is taken that would have to be kept. */
  public boolean isShort() {
    return level == Level.SHORT;
  }
}
