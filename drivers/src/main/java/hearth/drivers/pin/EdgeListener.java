package hearth.drivers.pin;

/** Hears the changes of an input. */
@FunctionalInterface
public interface EdgeListener {
  /**
   * The input changed. Called on a thread of the chip, which must not be kept waiting.
   *
   * @param level the level after the change
   * @param nanoTime when, in nanoseconds of the clock of {@link System#nanoTime} or the one that
   *     was given to the chip
   */
  void edge(Level level, long nanoTime);
}
