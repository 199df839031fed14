package hearth.protocol.codec;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;

/** PUBLISH to bytes (3.3): one packet, whose size is known before it is written. */
public final class PublishEncoder {
  private static final byte[] NONE = {};
  private static final byte[] NO_PROPERTIES = {0};

  private final Publish publish;
  private final boolean identified;
  private final byte[] topic;
  private final byte[] properties;

  /** The Remaining Length. */
  private final int length;

  /**
   * The packet for many receivers: where QoS 1 or 2 needs a Packet Identifier, the packet's own is
   * written, which may be 0 and be replaced for each receiver.
   *
   * @throws IllegalArgumentException where the version cannot say it: no Topic Name and no Topic
   *     Alias, DUP at QoS 0, a Packet Identifier beyond 65535, a property that is not a PUBLISH's,
   *     more than 268,435,455 bytes
   */
  public PublishEncoder(Publish publish, MqttVersion version) {
    this.publish = publish;
    topic = topic(publish, version);
    properties = properties(publish.properties(), version);
    identified = isIdentified(publish);
    int fixed = 2 + (identified ? 2 : 0);
    length =
        checkedLength((long) fixed + topic.length + properties.length + publish.payload().length);
  }

  /** In an array of its size; else as the constructor. */
  public static EncodedPublish encode(Publish publish, MqttVersion version) {
    PublishEncoder encoder = new PublishEncoder(publish, version);
    byte[] out = new byte[encoder.size()];
    return new EncodedPublish(out, encoder.write(out, 0));
  }

  /** Bytes of the whole packet. */
  public int size() {
    return 1 + VariableByteInteger.size(length) + length;
  }

  /**
   * Writes the packet.
   *
   * @return where its Packet Identifier stands in the array, or -1 where it has none
   */
  public int write(byte[] out, int from) {
    out[from] = firstByte(publish.dup(), publish.qos(), publish.retain());
    int at = VariableByteInteger.put(out, from + 1, length);
    at = put(out, putTwoBytes(out, at, topic.length), topic); // [MQTT-3.3.2-1]
    int packetIdentifierOffset = -1; // [MQTT-2.2.1-2]
    if (identified) {
      packetIdentifierOffset = at;
      at = putTwoBytes(out, at, publish.packetIdentifier());
    }
    put(out, put(out, at, properties), publish.payload());
    return packetIdentifierOffset;
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

  static int checkedLength(long length) {
    if (length > VariableByteInteger.MAXIMUM) {
      throw new IllegalArgumentException(
          "a PUBLISH of " + length + " bytes is larger than MQTT allows");
    }
    return (int) length;
  }

  static byte firstByte(boolean dup, QoS qos, boolean retain) {
    return (byte)
        (0x30 | (dup ? FixedHeader.DUP : 0) | qos.level() << 1 | (retain ? FixedHeader.RETAIN : 0));
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

  static int putTwoBytes(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
    return at + 2;
  }

  static int put(byte[] out, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return at + bytes.length;
  }
}
