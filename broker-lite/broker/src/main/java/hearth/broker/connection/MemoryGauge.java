package hearth.broker.connection;

/** How full the memory is. */
@FunctionalInterface
public interface MemoryGauge {
  /** One for tests, and where nobody means harm. */
  MemoryGauge NEVER_FULL = () -> 0;

  /**
   * Percent of the memory that are taken by what is still needed. Called for each few packets that
   * have come: it must cost next to nothing while there is plenty.
   */
  int percentTaken();
}
