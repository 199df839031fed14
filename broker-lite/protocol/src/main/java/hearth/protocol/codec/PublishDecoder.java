package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;
import static hearth.protocol.codec.ProtocolErrors.protocolError;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.MalformedUtf8Exception;
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.TopicNames;

/** PUBLISH (3.3): the packet that comes a million times where others come once. */
final class PublishDecoder {
  private PublishDecoder() {}

  static Publish decode(WireReader in, int flags, MqttVersion version, Role reads, TopicNames names)
      throws MqttProtocolException {
    QoS qos = qos(flags);
    int topicLength = in.twoBytes(); // first of all fields [MQTT-3.3.2-1]
    boolean aliased = topicLength == 0 && version.hasProperties();
    TopicName topic = aliased ? null : topicName(in, topicLength, names);
    int packetIdentifier = qos == QoS.AT_MOST_ONCE ? 0 : in.packetIdentifier(); // [MQTT-2.2.1-2]
    Properties properties = PropertiesDecoder.decode(in, AllowedProperties.PUBLISH, version);
    if (aliased && !properties.has(Property.TOPIC_ALIAS)) {
      throw protocolError("PUBLISH has neither a Topic Name nor a Topic Alias");
    }
    if (reads == Role.SERVER && properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
      // [MQTT-3.3.4-6]
      throw protocolError("PUBLISH from a client carries a Subscription Identifier");
    }
    return new Publish(
        (flags & FixedHeader.DUP) != 0,
        qos,
        (flags & FixedHeader.RETAIN) != 0,
        topic,
        packetIdentifier,
        properties,
        in.rest());
  }

  private static QoS qos(int flags) throws MqttProtocolException {
    int level = flags >> 1 & 3;
    if (level == 3) {
      throw malformed("PUBLISH has QoS 3"); // [MQTT-3.3.1-4]
    }
    if (level == 0 && (flags & FixedHeader.DUP) != 0) {
      throw malformed("PUBLISH of QoS 0 has DUP set"); // [MQTT-3.3.1-2]
    }
    return QoS.of(level);
  }

  static TopicName topicName(WireReader in, int length, TopicNames names)
      throws MqttProtocolException {
    if (length == 0) {
      // [MQTT-4.7.3-1]
      throw new MqttProtocolException(ReasonCode.TOPIC_NAME_INVALID, "the Topic Name is empty");
    }
    try {
      return names.of(in.buffer(length), length);
    } catch (MalformedUtf8Exception e) {
      throw malformed(e.getMessage()); // [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT-3.3.2-1]
    } catch (IllegalArgumentException e) {
      throw new MqttProtocolException(ReasonCode.TOPIC_NAME_INVALID, e.getMessage());
    }
  }
}
