package hearth.broker.connection;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.broker.message.Message;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.PublishHead;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.delivery.OutboundTopicAliases;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.util.EnumMap;
import java.util.Map;

/**
 * How packets look to one client: in its version, with or without Reason Strings, within its
 * Maximum Packet Size; a PUBLISH also with its Topic Aliases and Subscription Identifiers. Where
 * nothing of that is its own, the client gets the bytes that all others get, and shares the form.
 */
final class ClientEncoder {
  /** The Maximum Packet Size of a client that has none. */
  private static final int UNLIMITED = Integer.MAX_VALUE;

  /** The topics of a home that one client hears are fewer. */
  private static final int ALIASES_KEPT = 64;

  /** Of the topics kept for their aliases: a home's are shorter, and others would fill memory. */
  private static final int MAX_ALIASED = 1024;

  /** Of the objects around the topic of an alias, about, in bytes. */
  private static final int ALIAS_MEMORY = 128;

  /** The most that a Topic Alias adds: the property, and one more byte for each of two lengths. */
  private static final int ALIAS_BYTES = 5;

  /** Of all clients that ask for nothing special, by version. */
  private static final Map<MqttVersion, ClientEncoder> PLAIN = new EnumMap<>(MqttVersion.class);

  static {
    for (MqttVersion version : MqttVersion.values()) {
      PLAIN.put(version, new ClientEncoder(version, true, UNLIMITED, 0, null));
    }
  }

  /** Of a client that has not sent its CONNECT. */
  static final ClientEncoder UNKNOWN = PLAIN.get(MqttVersion.V3_1_1);

  private final MqttVersion version;
  private final boolean wantsReasons;
  private final int maximumPacketSize;
  private final OutboundTopicAliases aliases;

  /** What is charged for the topic of each alias; null where there are none. */
  private final int[] aliasBytes;

  /** Of its client, which the topics of aliases are held for; null where there are none. */
  private final Account account;

  /**
   * As a client has asked for it.
   *
   * @param account of the connection
   */
  static ClientEncoder of(Connect connect, Account account) {
    Properties asked = connect.properties();
    boolean reasons = asked.number(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1;
    int size = (int) Math.min(UNLIMITED, asked.number(Property.MAXIMUM_PACKET_SIZE, UNLIMITED));
    int aliases = (int) asked.number(Property.TOPIC_ALIAS_MAXIMUM, 0);
    return reasons && size == UNLIMITED && aliases == 0
        ? PLAIN.get(connect.version())
        : new ClientEncoder(connect.version(), reasons, size, aliases, account);
  }

  private ClientEncoder(
      MqttVersion version,
      boolean wantsReasons,
      int maximumPacketSize,
      int aliasMaximum,
      Account account) {
    this.version = version;
    this.wantsReasons = wantsReasons;
    this.maximumPacketSize = maximumPacketSize;
    int kept = Math.min(aliasMaximum, ALIASES_KEPT);
    this.aliases = kept == 0 ? null : new OutboundTopicAliases(kept);
    this.aliasBytes = kept == 0 ? null : new int[kept];
    this.account = account;
  }

  MqttVersion version() {
    return version;
  }

  boolean hasAliases() {
    return aliases != null;
  }

  int maximumPacketSize() {
    return maximumPacketSize;
  }

  /** The Reason String, where the client wants to hear it [MQTT-3.1.2-29]. */
  Properties reasonString(String why) {
    return wantsReasons && version.hasProperties() && why != null
        ? Properties.builder().add(Property.REASON_STRING, why).build()
        : Properties.NONE;
  }

  /** The Packet Identifier of a packet that is a {@link PlainAcknowledgement} here; else 0. */
  int plainIdentifier(ControlPacket packet) {
    return maximumPacketSize < PlainAcknowledgement.SIZE
        ? 0
        : PlainAcknowledgement.identifier(packet, version);
  }

  /**
   * Encodes any packet but a PUBLISH, without what may be left out where it would be too large.
   *
   * @return null where it is larger than the client takes all the same [MQTT-3.1.2-24]
   */
  byte[] encode(ControlPacket packet) {
    byte[] bytes = PacketEncoder.encode(packet, version);
    if (bytes.length > maximumPacketSize) {
      bytes = PacketEncoder.encode(TrimmedPacket.of(packet), version);
    }
    return bytes.length > maximumPacketSize ? null : bytes;
  }

  /**
   * Encodes a message.
   *
   * @param identifiers of subscriptions, null where there are none
   * @param now the loop's time, asked only of a message that expires
   * @return null where it would be larger than the client takes
   */
  EncodedPublish of(
      Message message,
      QoS qos,
      boolean retain,
      boolean dup,
      SubscriptionIdentifiers identifiers,
      long now) {
    SubscriptionIdentifiers said = version.hasProperties() ? identifiers : null;
    if (!dup && said == null && aliases == null) {
      EncodedPublish encoded = message.encode(version, qos, retain, now);
      return maximumPacketSize != UNLIMITED && encoded.size() > maximumPacketSize ? null : encoded;
    }
    PublishHead head = message.head(version, dup, qos, retain, now).withIdentifiers(said);
    if (aliases != null) {
      head = withAlias(message, head);
    }
    return message.size(head) > maximumPacketSize ? null : message.encode(head);
  }

  /** A Topic Alias may make a packet larger: without one, then, where it would not fit. */
  private PublishHead withAlias(Message message, PublishHead plain) {
    TopicName topic = message.topic();
    if (topic.utf8().length > MAX_ALIASED) {
      return plain;
    }
    int alias = aliases.alias(topic);
    if (alias == 0) {
      // An alias that does not arrive would be unknown the next time.
      boolean arrives = message.size(plain) <= maximumPacketSize - ALIAS_BYTES;
      return arrives && account.hasRoom(Kind.ALIAS, memory(topic))
          ? plain.withAlias(topic, assign(topic))
          : plain;
    }
    PublishHead aliased = plain.withAlias(null, alias);
    return message.size(aliased) > maximumPacketSize ? plain : aliased;
  }

  private int assign(TopicName topic) {
    int alias = aliases.assign(topic);
    int bytes = memory(topic);
    account.charge(Kind.ALIAS, bytes - aliasBytes[alias - 1]);
    aliasBytes[alias - 1] = bytes;
    return alias;
  }

  private static int memory(TopicName topic) {
    return ALIAS_MEMORY + topic.utf8().length;
  }
}
