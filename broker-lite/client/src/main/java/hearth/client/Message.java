package hearth.client;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.UserProperty;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An Application Message to publish. Immutable.
 *
 * @param payload 0 to 268,435,455 bytes less the rest of the packet; not copied: nobody changes it
 *     after construction
 * @param properties of 5.0; dropped where the connection speaks an older version
 */
public record Message(
    TopicName topic, byte[] payload, QoS qos, boolean retain, Properties properties) {

  public Message {
    Objects.requireNonNull(topic);
    Objects.requireNonNull(payload);
    Objects.requireNonNull(qos);
    if (properties.has(Property.TOPIC_ALIAS) || properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
      // [MQTT-3.3.4-6]
      throw new IllegalArgumentException(
          "Topic Alias and Subscription Identifier are not the application's to set");
    }
  }

  /** A message of QoS 0, not retained. */
  public static Message of(TopicName topic, byte[] payload) {
    return new Message(topic, payload, QoS.AT_MOST_ONCE, false, Properties.NONE);
  }

  /**
   * A message of QoS 0, not retained, with the text as UTF-8.
   *
   * @throws IllegalArgumentException where the topic is no Topic Name
   */
  public static Message of(String topic, String payload) {
    return of(TopicName.of(topic), payload.getBytes(StandardCharsets.UTF_8));
  }

  /** This message at another QoS. */
  public Message atQos(QoS wanted) {
    return new Message(topic, payload, wanted, retain, properties);
  }

  /** This message, to be kept by the server. */
  public Message retained() {
    return new Message(topic, payload, qos, true, properties);
  }

  /**
   * This message with one more property.
   *
   * @param value as {@link Properties.Builder#add} takes it
   */
  public Message with(Property property, Object value) {
    return new Message(topic, payload, qos, retain, properties.with(property, value));
  }

  /** This message with one more User Property, of 5.0. */
  public Message withUserProperty(String name, String value) {
    return with(Property.USER_PROPERTY, new UserProperty(name, value));
  }

  /** The payload read as UTF-8. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Message["
        + topic
        + ", "
        + qos
        + (retain ? ", retain" : "")
        + ", "
        + payload.length
        + " bytes]";
  }
}
