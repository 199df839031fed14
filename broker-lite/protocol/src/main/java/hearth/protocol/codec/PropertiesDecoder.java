package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;
import static hearth.protocol.codec.ProtocolErrors.protocolError;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.UserProperty;
import hearth.protocol.topic.TopicName;

/** Properties (2.2.2): their length, then identifier and value each. */
final class PropertiesDecoder {
  /** Only User Properties can be many. Without an end, 8 MB of them would take all memory. */
  private static final int MAX = 1024;

  private PropertiesDecoder() {}

  /** Those of a packet or of a Will; before 5.0 there are none and nothing is read. */
  static Properties decode(WireReader in, AllowedProperties allowed, MqttVersion version)
      throws MqttProtocolException {
    if (!version.hasProperties()) {
      return Properties.NONE;
    }
    int length = in.variableByteInteger();
    if (length == 0) {
      return Properties.NONE;
    }
    int end = in.remaining() - length;
    if (end < 0) {
      throw malformed("the properties are longer than their packet");
    }
    Properties properties = decodeEach(in, allowed, end);
    if (in.remaining() < end) {
      throw malformed("the last property reaches beyond the length of all");
    }
    if (properties.has(Property.AUTHENTICATION_DATA)
        && !properties.has(Property.AUTHENTICATION_METHOD)) {
      throw protocolError("Authentication Data without an Authentication Method");
    }
    return properties;
  }

  private static Properties decodeEach(WireReader in, AllowedProperties allowed, int end)
      throws MqttProtocolException {
    Properties.Builder found = Properties.builder();
    int seen = 0;
    int count = 0;
    while (in.remaining() > end) {
      if (count++ == MAX) {
        throw new MqttProtocolException(
            ReasonCode.QUOTA_EXCEEDED, "a packet has more than " + MAX + " properties");
      }
      Property property = identifier(in, allowed);
      int bit = 1 << property.ordinal();
      if ((seen & bit) != 0 && !allowed.mayRepeat(property)) {
        throw protocolError(property + " stands twice in one packet");
      }
      seen |= bit;
      found.add(property, value(in, property));
    }
    return found.build();
  }

  private static Property identifier(WireReader in, AllowedProperties allowed)
      throws MqttProtocolException {
    int identifier = in.variableByteInteger();
    Property property = Property.of(identifier);
    if (property == null) {
      throw malformed("there is no property with the identifier " + identifier);
    }
    if (!allowed.contains(property)) {
      throw malformed(property + " is not a property of " + allowed);
    }
    return property;
  }

  private static Object value(WireReader in, Property property) throws MqttProtocolException {
    Property.Type type = property.type();
    if (type == Property.Type.BYTE) {
      return atMostOne(property, in.oneByte());
    }
    if (type == Property.Type.TWO_BYTE_INTEGER) {
      return checked(property, in.twoBytes());
    }
    if (type == Property.Type.FOUR_BYTE_INTEGER) {
      return checked(property, in.fourBytes());
    }
    if (type == Property.Type.VARIABLE_BYTE_INTEGER) {
      return checked(property, in.variableByteInteger());
    }
    if (type == Property.Type.BINARY_DATA) {
      return in.binaryData();
    }
    return type == Property.Type.UTF_8_STRING_PAIR
        ? new UserProperty(in.string(), in.string()) // [MQTT-1.5.7-1]
        : checked(property, in.string());
  }

  private static Long atMostOne(Property property, int value) throws MqttProtocolException {
    if (value > 1) {
      throw protocolError(property + " is " + value + " and neither 0 nor 1");
    }
    return (long) value;
  }

  private static Long checked(Property property, long value) throws MqttProtocolException {
    if (value == 0) {
      if (property == Property.TOPIC_ALIAS) {
        // [MQTT-3.3.2-8]
        throw new MqttProtocolException(ReasonCode.TOPIC_ALIAS_INVALID, "the Topic Alias is 0");
      }
      if (property == Property.RECEIVE_MAXIMUM
          || property == Property.MAXIMUM_PACKET_SIZE
          || property == Property.SUBSCRIPTION_IDENTIFIER) {
        throw protocolError(property + " is 0");
      }
    }
    return value;
  }

  private static String checked(Property property, String value) throws MqttProtocolException {
    if (property == Property.RESPONSE_TOPIC) {
      try {
        TopicName.of(value);
      } catch (IllegalArgumentException e) {
        // [MQTT-3.3.2-14]
        throw new MqttProtocolException(
            ReasonCode.TOPIC_NAME_INVALID, "Response Topic: " + e.getMessage());
      }
    }
    return value;
  }
}
