package hearth.io.loop;

/** What gathers bytes during a turn and lets go of them at its end. */
public interface Flushable {
  /** Passes on what was gathered, as far as it is taken. Throws nothing, calls no handler. */
  void flush();
}
