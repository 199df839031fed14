package hearth.protocol.codec;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;

/**
 * What of a PUBLISH (3.3) differs from one receiver to another. Behind it stand bytes that exist
 * once, whatever the receivers have asked for:
 *
 * <pre>
 *   fixed header, Topic Name, Packet Identifier, Property Length,    the receiver's
 *   Message Expiry Interval, Topic Alias, Subscription Identifiers
 *   other properties                                                 the message's, for 5.0
 *   payload                                                          the message's
 * </pre>
 *
 * @param topic null where the alias stands for it [MQTT-3.3.2-8]
 * @param expiry what is left of the Message Expiry Interval, in seconds; {@link #NO_EXPIRY} for
 *     none
 * @param alias 1 to 65535; 0 for none
 * @param identifiers null for none
 */
public record PublishHead(
    MqttVersion version,
    boolean dup,
    QoS qos,
    boolean retain,
    TopicName topic,
    long expiry,
    int alias,
    SubscriptionIdentifiers identifiers) {
  public static final long NO_EXPIRY = -1;

  /** So little is copied behind its head rather than queued by itself. */
  private static final int COPIED_BYTES = 512;

  private static final int EXPIRY_BYTES = 5;
  private static final int ALIAS_BYTES = 3;
  private static final byte[] NONE = {};

  /** Without alias and identifiers, for receivers that have none. */
  public PublishHead(
      MqttVersion version, boolean dup, QoS qos, boolean retain, TopicName topic, long expiry) {
    this(version, dup, qos, retain, topic, expiry, 0, null);
  }

  /** The same with an alias, with or without the Topic Name. */
  public PublishHead withAlias(TopicName topic, int alias) {
    return new PublishHead(version, dup, qos, retain, topic, expiry, alias, identifiers);
  }

  /** The same with these Subscription Identifiers. */
  public PublishHead withIdentifiers(SubscriptionIdentifiers identifiers) {
    return new PublishHead(version, dup, qos, retain, topic, expiry, alias, identifiers);
  }

  /**
   * The bytes that a message shares: its properties as they stand in a packet, but for those that
   * are a receiver's.
   *
   * @throws IllegalArgumentException for a property that is not a PUBLISH's
   */
  public static byte[] shared(Properties properties) {
    if (properties.isEmpty()) {
      return NONE;
    }
    WireWriter out = new WireWriter();
    properties.forEach(
        (property, value) -> {
          switch (property) {
            case MESSAGE_EXPIRY_INTERVAL, TOPIC_ALIAS, SUBSCRIPTION_IDENTIFIER -> {}
            default -> out.property(property, value, AllowedProperties.PUBLISH);
          }
        });
    return out.content();
  }

  /**
   * Bytes of the whole packet.
   *
   * @param properties as {@link #shared} has encoded them
   * @throws IllegalArgumentException where it would be larger than MQTT allows
   */
  public int size(byte[] properties, byte[] payload) {
    return size(length(properties, payload));
  }

  /** Bytes of a packet with this Remaining Length. */
  private static int size(int length) {
    return 1 + VariableByteInteger.size(length) + length;
  }

  /** The Remaining Length. */
  private int length(byte[] properties, byte[] payload) {
    long variable = 2L + (topic == null ? 0 : topic.utf8().length) + (isIdentified() ? 2 : 0);
    if (version.hasProperties()) {
      int all = propertyLength(properties);
      variable += VariableByteInteger.size(all) + all;
    }
    return PublishEncoder.checkedLength(variable + payload.length);
  }

  private int propertyLength(byte[] properties) {
    return (expiry == NO_EXPIRY ? 0 : EXPIRY_BYTES)
        + (alias == 0 ? 0 : ALIAS_BYTES)
        + identifiersEncoded().length
        + properties.length;
  }

  private byte[] identifiersEncoded() {
    return identifiers == null ? NONE : identifiers.encoded();
  }

  private boolean isIdentified() {
    return qos != QoS.AT_MOST_ONCE;
  }

  /**
   * The packet, its Packet Identifier left open: in one array where it is small, else this head
   * with the shared arrays for a tail.
   */
  public EncodedPublish encode(byte[] properties, byte[] payload) {
    int length = length(properties, payload);
    int size = size(length);
    byte[] forwarded = version.hasProperties() ? properties : NONE;
    int shared = forwarded.length + payload.length;
    if (shared <= COPIED_BYTES) {
      byte[] out = new byte[size];
      return new EncodedPublish(out, write(out, 0, length, properties, payload));
    }
    byte[] out = new byte[size - shared];
    int packetIdentifierOffset = writeHead(out, 0, length, properties);
    return new EncodedPublish(out, packetIdentifierOffset, tail(forwarded, payload));
  }

  private static byte[][] tail(byte[] properties, byte[] payload) {
    return properties.length == 0
        ? new byte[][] {payload}
        : payload.length == 0 ? new byte[][] {properties} : new byte[][] {properties, payload};
  }

  /**
   * Writes the whole packet.
   *
   * @return where its Packet Identifier, which is 1, stands in the array; -1 where it has none
   */
  public int write(byte[] out, int from, byte[] properties, byte[] payload) {
    return write(out, from, length(properties, payload), properties, payload);
  }

  private int write(byte[] out, int from, int length, byte[] properties, byte[] payload) {
    int end = from + size(length);
    System.arraycopy(payload, 0, out, end - payload.length, payload.length);
    if (version.hasProperties()) {
      PublishEncoder.put(out, end - payload.length - properties.length, properties);
    }
    return writeHead(out, from, length, properties);
  }

  private int writeHead(byte[] out, int from, int length, byte[] properties) {
    out[from] = PublishEncoder.firstByte(dup, qos, retain);
    int at = VariableByteInteger.put(out, from + 1, length);
    byte[] name = topic == null ? NONE : topic.utf8(); // [MQTT-3.3.2-1]
    at = PublishEncoder.put(out, PublishEncoder.putTwoBytes(out, at, name.length), name);
    int packetIdentifierOffset = isIdentified() ? at : -1; // [MQTT-2.2.1-2]
    at = isIdentified() ? PublishEncoder.putTwoBytes(out, at, 1) : at; // to be replaced
    if (version.hasProperties()) {
      at = VariableByteInteger.put(out, at, propertyLength(properties));
      if (expiry != NO_EXPIRY) {
        out[at] = (byte) Property.MESSAGE_EXPIRY_INTERVAL.identifier();
        at = PublishEncoder.putTwoBytes(out, at + 1, (int) (expiry >>> Short.SIZE));
        at = PublishEncoder.putTwoBytes(out, at, (int) expiry);
      }
      if (alias != 0) {
        out[at] = (byte) Property.TOPIC_ALIAS.identifier();
        at = PublishEncoder.putTwoBytes(out, at + 1, alias);
      }
      PublishEncoder.put(out, at, identifiersEncoded());
    }
    return packetIdentifierOffset;
  }
}
