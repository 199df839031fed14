package hearth.drivers.pin;

/** A line that somebody else drives. No edge is told after {@link #close} has returned. */
public interface InputPin extends Pin {
  /**
   * Tells the listener of every change from now on, in place of the listener before. Not debounced.
   */
  void onEdge(EdgeListener listener);
}
