package hearth.runtime.thing;

import hearth.protocol.topic.TopicName;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A sensor, light, switch, button or thermostat at work. Every method is called on the loop's
 * thread.
 */
public interface Thing {
  /** Its name in the configuration. */
  String name();

  /** Opens its part and begins; called once. */
  void start();

  /**
   * Why its pin does not open; empty where it is open or there is none, null while it is not known.
   */
  default String whyNotOpen() {
    return "";
  }

  /** Where commands for it come in, and who hears them. */
  default Map<TopicName, CommandListener> commands() {
    return Map.of();
  }

  /**
   * What other things of this device publish that matters to it: the topics, and who hears the
   * payloads, whether a broker is there or not.
   */
  default Map<TopicName, Consumer<String>> hears() {
    return Map.of();
  }

  /**
   * A new connection stands, nothing was received on it yet.
   *
   * @param noLocal whether the broker keeps our own messages from us
   */
  default void connected(boolean noLocal) {}

  /** There is no connection, from the start or since now. */
  default void disconnected() {}

  /** Whether it is known not to work. */
  boolean isOffline();

  /** Publishes all that is known now: after every connect, once commands come in. */
  void announce();

  /** The configuration does not have it any more; {@link #stop} follows. */
  default void removed() {}

  /**
   * Ends: no measurement and no command any more, its pin at the shutdown level and given back.
   *
   * @param stopped called on the loop's thread when that has happened
   */
  void stop(Runnable stopped);
}
