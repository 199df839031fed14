package hearth.runtime.thing;

/** Hears the messages on a topic for commands. On the loop's thread. */
@FunctionalInterface
public interface CommandListener {
  void received(CommandMessage message);
}
