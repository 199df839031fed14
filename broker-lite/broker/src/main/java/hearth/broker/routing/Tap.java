package hearth.broker.routing;

import hearth.broker.message.Message;
import hearth.protocol.topic.TopicName;

/**
 * Who hears of messages beside their subscribers. It is asked once for each route, so that topics
 * that nobody listens to cost nothing. On the loop's thread.
 */
@FunctionalInterface
public interface Tap {
  /** Nobody. */
  Tap NONE = topic -> null;

  /** Hears of the messages of one topic, after the retained store and before its subscribers. */
  @FunctionalInterface
  interface Listener {
    void published(Message message);
  }

  /** Who listens to a topic; null for nobody. */
  Listener of(TopicName topic);
}
