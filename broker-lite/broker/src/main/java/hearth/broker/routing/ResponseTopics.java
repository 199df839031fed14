package hearth.broker.routing;

import hearth.broker.session.Permissions;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.topic.TopicName;

/**
 * Whoever answers a request publishes to the topic that it names, with rights of its own: so that
 * nobody lets another publish where it may not itself, a Response Topic passes only where its
 * sender may publish to it and receive it.
 */
public final class ResponseTopics {
  private ResponseTopics() {}

  /** The topic that does not pass, or null. */
  public static TopicName refused(Properties properties, Permissions permissions) {
    String named = properties.isEmpty() ? null : properties.text(Property.RESPONSE_TOPIC);
    if (named == null) {
      return null;
    }
    TopicName topic = TopicName.of(named);
    return permissions.mayPublish(topic) && permissions.mayReceive(topic) ? null : topic;
  }
}
