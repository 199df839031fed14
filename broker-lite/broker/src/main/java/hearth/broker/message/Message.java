package hearth.broker.message;

import hearth.broker.account.SharedBytes;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.util.Objects;

/**
 * An Application Message on its way through the broker. Immutable but for the encodings it keeps:
 * however many subscribers it has, each form is encoded once.
 */
public final class Message extends SharedBytes {
  /** The {@link #expiresAt} of a message that does not expire. */
  public static final long NEVER = Long.MAX_VALUE;

  /** 5.0 or earlier, QoS, RETAIN. */
  private static final int FORMS = 12;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final TopicName topic;
  private final byte[] payload;
  private final QoS qos;
  private final boolean retain;
  private final Properties properties;
  private final String publisher;
  private final long expiresAt;

  /** The journal's number of this message, 0 where it has none. */
  private long journalNumber;

  /** Where it stands among the retained messages. */
  private int retainedIndex;

  /** The number of the compaction of the journal that has written it last. */
  private int compaction;

  /** The form that was asked for first: most messages have no other. */
  private EncodedPublish first;

  private int firstForm;
  private EncodedPublish[] others;

  /**
   * @param properties those of the PUBLISH that are forwarded: no Topic Alias, no Subscription
   *     Identifier
   * @param publisher the Client Identifier it came from, null for the broker's own
   * @param expiresAt nanoseconds of the loop's clock, or {@link #NEVER}
   */
  public Message(
      TopicName topic,
      byte[] payload,
      QoS qos,
      boolean retain,
      Properties properties,
      String publisher,
      long expiresAt) {
    this.topic = Objects.requireNonNull(topic);
    this.payload = payload;
    this.qos = qos;
    this.retain = retain;
    this.properties = properties;
    this.publisher = publisher;
    this.expiresAt = expiresAt;
  }

  /** The message of a PUBLISH whose Topic Alias has been resolved. */
  public static Message of(Publish publish, TopicName topic, String publisher, long now) {
    Properties properties = publish.properties();
    return new Message(
        topic,
        publish.payload(),
        publish.qos(),
        publish.retain(),
        properties.without(Property.TOPIC_ALIAS), // [MQTT-3.3.2-7]: of one connection only
        publisher,
        expiry(properties, now));
  }

  /** When a message that arrives now with these properties expires, in nanoseconds. */
  public static long expiry(Properties properties, long now) {
    long seconds = properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
    return seconds < 0 ? NEVER : now + seconds * NANOS_PER_SECOND;
  }

  public TopicName topic() {
    return topic;
  }

  /** The bytes of the payload, not to be changed. */
  public byte[] payload() {
    return payload;
  }

  public QoS qos() {
    return qos;
  }

  /** The RETAIN flag with which it was published. */
  public boolean retain() {
    return retain;
  }

  public Properties properties() {
    return properties;
  }

  /** The Client Identifier it came from, or null for a message of the broker's own. */
  public String publisher() {
    return publisher;
  }

  public long expiresAt() {
    return expiresAt;
  }

  public long journalNumber() {
    return journalNumber;
  }

  public void journalNumber(long number) {
    journalNumber = number;
  }

  public int retainedIndex() {
    return retainedIndex;
  }

  public void retainedIndex(int index) {
    retainedIndex = index;
  }

  /** Whether a compaction of the journal asks for it the first time. */
  public boolean isNewTo(int compaction) {
    boolean isNew = this.compaction != compaction;
    this.compaction = compaction;
    return isNew;
  }

  public boolean isExpired(long now) {
    return expiresAt != NEVER && now - expiresAt >= 0;
  }

  /** What limits count: the payload, the topic and the objects around them, about, in bytes. */
  @Override
  public int memory() {
    return payload.length + topic.utf8().length + properties.memory() + 160;
  }

  /**
   * The PUBLISH of this message, not a duplicate, its Packet Identifier left open.
   *
   * @param now nanoseconds of the loop's clock: the Message Expiry Interval that is forwarded is
   *     what remains of it [MQTT-3.3.2-6]
   */
  public EncodedPublish encode(MqttVersion version, QoS qos, boolean retain, long now) {
    boolean five = version.hasProperties();
    if (five && expiresAt != NEVER) {
      return PublishEncoder.encode(publish(qos, retain, remaining(now)), version);
    }
    int form = (five ? 6 : 0) + qos.level() * 2 + (retain ? 1 : 0);
    if (first == null) {
      first = encode(version, qos, retain);
      firstForm = form;
    }
    return form == firstForm ? first : encodeOther(form, version, qos, retain);
  }

  private EncodedPublish encodeOther(int form, MqttVersion version, QoS qos, boolean retain) {
    if (others == null) {
      others = new EncodedPublish[FORMS];
    }
    if (others[form] == null) {
      others[form] = encode(version, qos, retain);
    }
    return others[form];
  }

  /**
   * The PUBLISH of 5.0 of this message as it came, its Packet Identifier left open.
   *
   * @param now as for {@link #encode}
   */
  public Publish publish(long now) {
    return publish(qos, retain, remaining(now));
  }

  private EncodedPublish encode(MqttVersion version, QoS qos, boolean retain) {
    Properties forwarded = version.hasProperties() ? properties : Properties.NONE;
    return PublishEncoder.encode(publish(qos, retain, forwarded), version);
  }

  /** The properties with what remains of the Message Expiry Interval, at least one second. */
  public Properties remaining(long now) {
    if (expiresAt == NEVER) {
      return properties;
    }
    long seconds = Math.max(1, (expiresAt - now + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
    return properties.with(Property.MESSAGE_EXPIRY_INTERVAL, seconds);
  }

  /** Gives the memory of the encodings back, for a message that is kept. */
  public void forgetEncodings() {
    first = null;
    others = null;
  }

  private Publish publish(QoS qos, boolean retain, Properties forwarded) {
    return new Publish(
        false, qos, retain, topic, qos == QoS.AT_MOST_ONCE ? 0 : 1, forwarded, payload);
  }

  @Override
  public String toString() {
    return "Message[" + topic + ", " + qos + ", " + payload.length + " bytes]";
  }
}
