package hearth.protocol.codec;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;

/** PUBLISH to bytes (3.3), in one array of the final size. */
public final class PublishEncoder {
  private static final byte[] NONE = {};
  private static final byte[] NO_PROPERTIES = {0};

  private PublishEncoder() {}

  /**
   * The packet for many receivers: where QoS 1 or 2 needs a Packet Identifier, the packet's own is
   * written, which may be 0 and be replaced for each receiver.
   *
   * @throws IllegalArgumentException where the version cannot say it: no Topic Name and no Topic
   *     Alias, DUP at QoS 0, a Packet Identifier beyond 65535, a property that is not a PUBLISH's,
   *     more than 268,435,455 bytes
   */
  public static EncodedPublish encode(Publish publish, MqttVersion version) {
    byte[] topic = topic(publish, version);
    byte[] properties = properties(publish.properties(), version);
    byte[] payload = publish.payload();
    boolean identified = isIdentified(publish);
    int fixed = 2 + (identified ? 2 : 0);
    int length = length((long) fixed + topic.length + properties.length + payload.length);

    byte[] out = new byte[1 + VariableByteInteger.size(length) + length];
    out[0] = firstByte(publish);
    int at = VariableByteInteger.put(out, 1, length);
    at = put(out, putTwoBytes(out, at, topic.length), topic); // [MQTT-3.3.2-1]
    int packetIdentifierOffset = -1; // [MQTT-2.2.1-2]
    if (identified) {
      packetIdentifierOffset = at;
      at = putTwoBytes(out, at, publish.packetIdentifier());
    }
    put(out, put(out, at, properties), payload);
    return new EncodedPublish(out, packetIdentifierOffset);
  }

  private static boolean isIdentified(Publish publish) {
    boolean identified = publish.qos() != QoS.AT_MOST_ONCE;
    if (publish.dup() && !identified) {
      throw new IllegalArgumentException("DUP is not set at QoS 0"); // [MQTT-3.3.1-2]
    }
    if (publish.packetIdentifier() < 0 || publish.packetIdentifier() > 0xFFFF) {
      throw new IllegalArgumentException(
          "a Packet Identifier is 1 to 65535, not " + publish.packetIdentifier());
    }
    return identified;
  }

  private static int length(long length) {
    if (length > VariableByteInteger.MAXIMUM) {
      throw new IllegalArgumentException(
          "a PUBLISH of " + length + " bytes is larger than MQTT allows");
    }
    return (int) length;
  }

  private static byte firstByte(Publish publish) {
    return (byte)
        (0x30
            | (publish.dup() ? FixedHeader.DUP : 0)
            | publish.qos().level() << 1
            | (publish.retain() ? FixedHeader.RETAIN : 0));
  }

  private static byte[] topic(Publish publish, MqttVersion version) {
    if (publish.topic() != null) {
      return publish.topic().utf8();
    }
    if (!version.hasProperties() || !publish.properties().has(Property.TOPIC_ALIAS)) {
      throw new IllegalArgumentException("a PUBLISH needs a Topic Name or, in 5.0, a Topic Alias");
    }
    return NONE;
  }

  private static byte[] properties(Properties properties, MqttVersion version) {
    if (!version.hasProperties()) {
      return NONE;
    }
    if (properties.isEmpty()) {
      return NO_PROPERTIES;
    }
    WireWriter out = new WireWriter();
    out.properties(properties, AllowedProperties.PUBLISH);
    return out.content();
  }

  private static int putTwoBytes(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
    return at + 2;
  }

  private static int put(byte[] out, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return at + bytes.length;
  }
}
