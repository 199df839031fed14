package hearth.runtime.device;

import hearth.client.Message;
import hearth.client.ReceivedMessage;
import hearth.io.loop.Clock;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.UserProperty;
import hearth.protocol.topic.TopicName;
import hearth.runtime.thing.CommandMessage;
import hearth.runtime.thing.CommandResult;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * Makes commands of messages: when they expire, and who is told what came of them (MQTT 5.0, 4.10).
 * A message of 3.1.1 has neither. On the loop's thread.
 */
final class CommandDecoder {
  /** The user property by which a broker in the same process says who has published a command. */
  private static final String PUBLISHER = "hearth-by";

  private final BrokerLink link;
  private final Clock clock;
  private final boolean isTold;
  private final Predicate<TopicName> isOwn;

  /**
   * What the device makes of messages.
   *
   * @param isTold whether the broker says who has published a command; another's would pass on what
   *     a sender says of himself
   * @param isOwn whether a topic is one of the device itself
   */
  CommandDecoder(BrokerLink link, Clock clock, boolean isTold, Predicate<TopicName> isOwn) {
    this.link = link;
    this.clock = clock;
    this.isTold = isTold;
    this.isOwn = isOwn;
  }

  CommandMessage commandOf(ReceivedMessage message) {
    return new CommandMessage(
        message.text(),
        message.retain(),
        expiresAt(message.properties()),
        isTold ? publisher(message.properties()) : null,
        sender(message));
  }

  /** The broker's own word is the last of them. */
  private static String publisher(Properties properties) {
    String by = null;
    for (UserProperty each : properties.userProperties()) {
      by = each.name().equals(PUBLISHER) ? each.value() : by;
    }
    return by;
  }

  /** The broker has taken off what the message waited there [MQTT-3.3.2-6]. */
  private OptionalLong expiresAt(Properties properties) {
    long seconds = properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
    return seconds < 0
        ? OptionalLong.empty()
        : OptionalLong.of(clock.nanoTime() + Duration.ofSeconds(seconds).toNanos());
  }

  private Consumer<CommandResult> sender(ReceivedMessage request) {
    String named = request.properties().text(Property.RESPONSE_TOPIC);
    if (named == null) {
      return result -> {};
    }
    TopicName topic = TopicName.of(named);
    if (isOwn.test(topic) || named.startsWith("$")) {
      // Else who may only send commands could publish under the device's name.
      Logger.warn(
          "A request on {} asks for its answer on {}, where none may go; it gets none",
          request.topic(),
          topic);
      return result -> {};
    }
    Properties properties = propertiesFor(request.properties().binary(Property.CORRELATION_DATA));
    return result ->
        link.publish(new Message(topic, result.toJson(), QoS.AT_LEAST_ONCE, false, properties));
  }

  private static Properties propertiesFor(byte[] correlationData) {
    Properties.Builder properties =
        Properties.builder()
            .add(Property.PAYLOAD_FORMAT_INDICATOR, 1)
            .add(Property.CONTENT_TYPE, "application/json");
    if (correlationData != null) {
      properties.add(Property.CORRELATION_DATA, correlationData);
    }
    return properties.build();
  }
}
