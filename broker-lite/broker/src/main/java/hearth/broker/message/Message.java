package hearth.broker.message;

import hearth.broker.account.SharedBytes;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PublishHead;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.util.Objects;

/**
 * An Application Message on its way through the broker. Immutable but for the encodings it keeps:
 * however many subscribers it has, each form is encoded once. Its properties and its payload exist
 * once, however many forms there are and whoever has them queued: {@link #memory} counts them.
 */
public final class Message extends SharedBytes {
  /** The {@link #expiresAt} of a message that does not expire. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The {@link #publisherUser} of a client without one. */
  public static final String ANONYMOUS = "";

  /** Of the objects that it is made of, about, in bytes. */
  private static final int OVERHEAD = 160;

  /** So many characters of a name are in {@link #OVERHEAD}: names are as short, and are shared. */
  private static final int SHORT_NAME = 32;

  /** 5.0 or earlier, QoS, RETAIN. */
  private static final int FORMS = 12;

  private static final int NOT_RETAINED = -1;
  private static final byte[] NOTHING = {};

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final TopicName topic;
  private final byte[] payload;
  private final QoS qos;
  private final boolean retain;

  /** As they stand in a packet, without those that a receiver's head has. */
  private final byte[] properties;

  /** What limits count; asked for again and again, long after its arrays have left the caches. */
  private final int memory;

  private final String publisher;
  private final long expiresAt;

  /** The journal's number of this message, 0 where it has none. */
  private long journalNumber;

  /** Null where it is not known, or does not matter. */
  private String publisherUser;

  /**
   * When it was retained, in nanoseconds of the loop's clock; of before the last start it is not
   * known.
   */
  private long retainedAt;

  private boolean isDated;

  /** When the rules were last asked about its publisher: see {@link #source}. */
  private int sourceGeneration;

  private boolean sourceAllowed = true;

  /** Whether the journal may have an earlier one that was retained of this topic. */
  private boolean replacesStored;

  /** Where it stands among the retained messages; below 0 for nowhere. */
  private int retainedIndex = NOT_RETAINED;

  /** The number of the compaction of the journal that has written it last. */
  private int compaction;

  /** The form that was asked for first: most messages have no other. */
  private EncodedPublish first;

  private int firstForm;
  private EncodedPublish[] others;

  /** What was left of the Message Expiry Interval in these forms, in seconds. */
  private int encodedExpiry;

  /**
   * @param properties those of the PUBLISH; a Topic Alias, which is of one connection only
   *     [MQTT-3.3.2-7], and Subscription Identifiers are not kept, nor is the Message Expiry
   *     Interval, for which there is {@code expiresAt}
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
    this(topic, payload, qos, retain, PublishHead.shared(properties), publisher, expiresAt);
  }

  private Message(
      TopicName topic,
      byte[] payload,
      QoS qos,
      boolean retain,
      byte[] properties,
      String publisher,
      long expiresAt) {
    this.topic = Objects.requireNonNull(topic);
    this.payload = payload;
    this.qos = qos;
    this.retain = retain;
    this.properties = properties;
    this.memory =
        payload.length + properties.length + topic.utf8().length + memory(publisher) + OVERHEAD;
    this.publisher = publisher;
    this.expiresAt = expiresAt;
  }

  /**
   * Of a name that may outlive whose it is, about, in bytes: a character takes two at the most. All
   * messages of one connection share it, and what is long of it counts for each: every message may
   * be of another connection.
   */
  private static int memory(String name) {
    return name == null ? 0 : 2 * Math.max(0, name.length() - SHORT_NAME);
  }

  /** What goes with {@link #memory} where it is retained: the name of its user. */
  public int memoryOfUser() {
    return memory(publisherUser);
  }

  /** The message of a PUBLISH whose Topic Alias has been resolved. */
  public static Message of(Publish publish, TopicName topic, String publisher, long now) {
    Properties properties = publish.properties();
    return new Message(
        topic,
        publish.payload(),
        publish.qos(),
        publish.retain(),
        properties,
        publisher,
        expiry(properties, now));
  }

  /** The same for a session that is told who has published it; itself where nobody has. */
  public Message naming() {
    byte[] named = PublisherProperty.appendedTo(properties, publisher, publisherUser);
    return named == properties
        ? this
        : new Message(topic, payload, qos, retain, named, publisher, expiresAt);
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

  /** Its properties as they stand in a packet of 5.0, those of {@link PublishHead} left out. */
  public byte[] properties() {
    return properties;
  }

  /** The Client Identifier it came from, or null for a message of the broker's own. */
  public String publisher() {
    return publisher;
  }

  /** The user of its publisher, where it is kept as a retained message; else null. */
  public String publisherUser() {
    return publisherUser;
  }

  /**
   * Remembers whose it is, for a message that is retained.
   *
   * @param userName null for a client without one
   */
  public Message publishedBy(String userName) {
    publisherUser = userName == null ? ANONYMOUS : userName;
    return this;
  }

  /** It is retained from now on, in nanoseconds of the loop's clock. */
  public void retainedAt(long now) {
    retainedAt = now;
    isDated = true;
  }

  /** When it was retained, or null where that was before the last start. */
  public Long retainedAt() {
    return isDated ? Long.valueOf(retainedAt) : null;
  }

  /** Whether its publisher may publish it, as the rules stood at a generation. */
  public void source(int generation, boolean allowed) {
    sourceGeneration = generation;
    sourceAllowed = allowed;
  }

  public int sourceGeneration() {
    return sourceGeneration;
  }

  public boolean isSourceAllowed() {
    return sourceAllowed;
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

  /** It is retained in the place of another, which is null for none. */
  public void replaces(Message before) {
    replacesStored = before != null && (before.journalNumber != 0 || before.replacesStored);
  }

  /** Whether the journal may have an earlier one that was retained of this topic. */
  public boolean replacesStored() {
    return replacesStored;
  }

  /** What is left to be written of one that is retained no more: that its topic is empty. */
  public Message removal() {
    Message removal = new Message(topic, NOTHING, qos, true, NOTHING, null, NEVER);
    removal.replacesStored = replacesStored;
    return removal;
  }

  /** Whether it is among the retained messages now, and in the account as one of them. */
  public boolean isRetained() {
    return retainedIndex != NOT_RETAINED;
  }

  /** It is not retained any more. */
  public void notRetained() {
    retainedIndex = NOT_RETAINED;
    publisherUser = null;
  }

  /**
   * It is with all whom it is for: only one that is retained remembers whose it is. Who can take it
   * has been sent it, and its encodings may go with the last byte: until it is acknowledged it is
   * held once, not twice. Who waits is sent them anew.
   */
  public void routed() {
    if (!isRetained()) {
      publisherUser = null;
    }
    forgetEncodings();
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

  /**
   * What limits count, in each queue that it is in: payload, properties, topic, publisher and the
   * objects around them, about, in bytes.
   */
  @Override
  public int memory() {
    return memory;
  }

  /**
   * The PUBLISH of this message, not a duplicate, its Packet Identifier left open.
   *
   * @param now as for {@link #head}
   */
  public EncodedPublish encode(MqttVersion version, QoS qos, boolean retain, long now) {
    boolean five = version.hasProperties();
    if (five && expiresAt != NEVER) {
      forgetEncodingsUnless((int) remainingSeconds(now));
    }
    int form = (five ? 6 : 0) + qos.level() * 2 + (retain ? 1 : 0);
    if (first == null) {
      first = encode(head(version, false, qos, retain, now));
      firstForm = form;
    }
    return form == firstForm ? first : encodeOther(form, version, qos, retain, now);
  }

  private EncodedPublish encodeOther(
      int form, MqttVersion version, QoS qos, boolean retain, long now) {
    if (others == null) {
      others = new EncodedPublish[FORMS];
    }
    if (others[form] == null) {
      others[form] = encode(head(version, false, qos, retain, now));
    }
    return others[form];
  }

  private void forgetEncodingsUnless(int expiry) {
    if (expiry != encodedExpiry) {
      forgetEncodings();
      encodedExpiry = expiry;
    }
  }

  /**
   * The head of a PUBLISH of this message, with its whole Topic Name.
   *
   * @param now nanoseconds of the loop's clock, asked only where it expires: the Message Expiry
   *     Interval that is forwarded is what remains of it [MQTT-3.3.2-6]
   */
  public PublishHead head(MqttVersion version, boolean dup, QoS qos, boolean retain, long now) {
    long expiry = expiresAt == NEVER ? PublishHead.NO_EXPIRY : remainingSeconds(now);
    return new PublishHead(version, dup, qos, retain, topic, expiry);
  }

  /** The PUBLISH of this message behind such a head, its Packet Identifier left open. */
  public EncodedPublish encode(PublishHead head) {
    return head.encode(properties, payload);
  }

  /** Writes the whole PUBLISH, {@link #size} bytes, with 1 for its Packet Identifier. */
  public void write(PublishHead head, byte[] out, int from) {
    head.write(out, from, properties, payload);
  }

  /** How many bytes {@link #encode(PublishHead)} makes. */
  public int size(PublishHead head) {
    return head.size(properties, payload);
  }

  /** At least one. */
  private long remainingSeconds(long now) {
    return Math.max(1, (expiresAt - now + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
  }

  /** Gives the memory of the encodings back, for a message that is kept. */
  public void forgetEncodings() {
    first = null;
    others = null;
  }

  @Override
  public String toString() {
    return "Message[" + topic + ", " + qos + ", " + payload.length + " bytes]";
  }
}
