package hearth.broker.connection;

import hearth.broker.message.Message;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.delivery.OutboundTopicAliases;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a PUBLISH looks to one client: in its version, with its Topic Aliases and Subscription
 * Identifiers, within its Maximum Packet Size. Where nothing of that is its own, the client gets
 * the bytes that all others get.
 */
final class PublishForm {
  /** The topics of a home that one client hears are fewer. */
  private static final int ALIASES_KEPT = 64;

  /** The most that a Topic Alias adds: the property, and one more byte for each of two lengths. */
  private static final int ALIAS_BYTES = 5;

  /** Of all clients that ask for nothing special, by version. */
  private static final Map<MqttVersion, PublishForm> PLAIN = new EnumMap<>(MqttVersion.class);

  static {
    for (MqttVersion version : MqttVersion.values()) {
      PLAIN.put(version, new PublishForm(version, Connection.UNLIMITED, 0));
    }
  }

  private final MqttVersion version;
  private final int maximumPacketSize;
  private final OutboundTopicAliases aliases;

  /**
   * The form of one client.
   *
   * @param maximumPacketSize in bytes
   * @param aliasMaximum Topic Aliases that the client takes, 0 for none
   */
  static PublishForm of(MqttVersion version, int maximumPacketSize, int aliasMaximum) {
    return maximumPacketSize == Connection.UNLIMITED && aliasMaximum == 0
        ? PLAIN.get(version)
        : new PublishForm(version, maximumPacketSize, aliasMaximum);
  }

  private PublishForm(MqttVersion version, int maximumPacketSize, int aliasMaximum) {
    this.version = version;
    this.maximumPacketSize = maximumPacketSize;
    this.aliases =
        aliasMaximum == 0 ? null : new OutboundTopicAliases(Math.min(aliasMaximum, ALIASES_KEPT));
  }

  /**
   * Encodes a message.
   *
   * @param identifiers of subscriptions, null where there are none
   * @param now the loop's time, asked only of a message that expires
   * @return null where it would be larger than the client takes
   */
  EncodedPublish of(
      Message message, QoS qos, boolean retain, boolean dup, int[] identifiers, long now) {
    EncodedPublish encoded =
        dup || identifiers != null || aliases != null
            ? encodeOwn(message, qos, retain, dup, identifiers, now)
            : message.encode(version, qos, retain, now);
    return encoded.bytes().length > maximumPacketSize ? null : encoded;
  }

  /** A PUBLISH that no other client gets the same. */
  private EncodedPublish encodeOwn(
      Message message, QoS qos, boolean retain, boolean dup, int[] identifiers, long now) {
    Properties properties = message.remaining(now);
    TopicName topic = message.topic();
    if (identifiers != null && version.hasProperties()) {
      for (int identifier : identifiers) {
        properties = properties.with(Property.SUBSCRIPTION_IDENTIFIER, identifier);
      }
    }
    int open = qos == QoS.AT_MOST_ONCE ? 0 : 1;
    Publish plain = new Publish(dup, qos, retain, topic, open, properties, message.payload());
    return aliases == null ? PublishEncoder.encode(plain, version) : encodeWithAlias(plain);
  }

  /** A Topic Alias may make a packet larger: without one, then, where it would not fit. */
  private EncodedPublish encodeWithAlias(Publish plain) {
    TopicName topic = plain.topic();
    int alias = aliases.alias(topic);
    if (alias == 0) {
      EncodedPublish encoded = PublishEncoder.encode(plain, version);
      if (encoded.bytes().length > maximumPacketSize - ALIAS_BYTES) {
        return encoded; // An alias that does not arrive would be unknown the next time.
      }
      return PublishEncoder.encode(aliased(plain, topic, aliases.assign(topic)), version);
    }
    EncodedPublish encoded = PublishEncoder.encode(aliased(plain, null, alias), version);
    return encoded.bytes().length > maximumPacketSize
        ? PublishEncoder.encode(plain, version)
        : encoded;
  }

  private static Publish aliased(Publish plain, TopicName topic, int alias) {
    return new Publish(
        plain.dup(),
        plain.qos(),
        plain.retain(),
        topic,
        plain.packetIdentifier(),
        plain.properties().with(Property.TOPIC_ALIAS, alias),
        plain.payload());
  }
}
