package hearth.client;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.util.Objects;

/**
 * What to subscribe to, and who gets the messages.
 *
 * @param subscription a Topic Filter with its options
 * @param properties User Properties of the SUBSCRIBE; the Subscription Identifier is the client's
 * @param manualAcknowledgement whether a message of QoS 1 or 2 is acknowledged when the handler
 *     calls {@link ReceivedMessage#acknowledge}, not when it returns
 */
public record SubscribeRequest(
    Subscription subscription,
    Properties properties,
    boolean manualAcknowledgement,
    MessageHandler handler) {

  public SubscribeRequest {
    Objects.requireNonNull(subscription);
    Objects.requireNonNull(properties);
    Objects.requireNonNull(handler);
    if (subscription.noLocal() && subscription.filter().isShared()) {
      // [MQTT-3.8.3-4]
      throw new IllegalArgumentException("a Shared Subscription cannot have No Local");
    }
  }

  /**
   * A plain subscription with automatic acknowledgement.
   *
   * @throws IllegalArgumentException where the text is no Topic Filter
   */
  public static SubscribeRequest of(String filter, QoS qos, MessageHandler handler) {
    return new SubscribeRequest(
        new Subscription(TopicFilter.of(filter), qos), Properties.NONE, false, handler);
  }

  TopicFilter filter() {
    return subscription.filter();
  }
}
