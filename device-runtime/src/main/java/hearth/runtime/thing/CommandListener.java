package hearth.runtime.thing;

/** Hears the messages on a topic for commands. On the loop's thread. */
@FunctionalInterface
public interface CommandListener {
  /**
   * A message.
   *
   * @param retained whether the broker had kept it from before we subscribed
   */
  void received(String payload, boolean retained);
}
