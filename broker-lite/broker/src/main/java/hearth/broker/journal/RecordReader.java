package hearth.broker.journal;

import hearth.io.file.PageFiles;
import hearth.protocol.codec.ClientPacketDecoder;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.topic.TopicFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what {@link RecordWriter} writes, one field after the other. Where a record ends too soon
 * or a field makes no sense, it throws a {@link RuntimeException}.
 */
final class RecordReader {
  private static final RetainHandling[] RETAIN_HANDLINGS = RetainHandling.values();

  /** One text for all messages of a client. */
  private final Map<String, String> names = new HashMap<>();

  private ClientPacketDecoder decoder;
  private ByteBuffer in;
  private long highestNumber;

  /** Begins with a record. */
  void open(ByteBuffer payload) {
    in = payload;
  }

  /** The number of a session, a message or an entry. */
  long number() {
    long number = in.getLong();
    highestNumber = Math.max(highestNumber, number);
    return number;
  }

  /** The highest of all numbers so far. */
  long highestNumber() {
    return highestNumber;
  }

  /** Seconds, or milliseconds since 1970. */
  long time() {
    return in.getLong();
  }

  int count() {
    return in.getInt();
  }

  int flags() {
    return in.get();
  }

  int packetIdentifier() {
    return in.getShort() & 0xFFFF;
  }

  String text() {
    byte[] utf8 = new byte[in.getInt()];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** A text or null. */
  String optional() {
    return in.get() == 0 ? null : text();
  }

  /** The Client Identifier that a message came from, or null. */
  String publisher() {
    return in.get() == 0 ? null : name();
  }

  /** A text that many records have: it becomes one object. */
  String name() {
    String name = text();
    String known = names.putIfAbsent(name, name);
    return known == null ? name : known;
  }

  StoredSession.Subscribed subscribed() {
    TopicFilter filter = TopicFilter.of(text());
    int options = in.get();
    return new StoredSession.Subscribed(
        new Subscription(
            filter,
            QoS.of(options & 3),
            (options & Subscription.NO_LOCAL) != 0,
            (options & Subscription.RETAIN_AS_PUBLISHED) != 0,
            RETAIN_HANDLINGS[options >> Subscription.RETAIN_HANDLING_SHIFT]),
        in.getInt());
  }

  /** An entry without its message, after the two numbers it begins with. */
  StoredSession.Entry entry() {
    StoredSession.Entry entry = new StoredSession.Entry();
    entry.qos = QoS.of(in.get());
    entry.retain = in.get() != 0;
    entry.state = in.get();
    entry.packetIdentifier = packetIdentifier();
    int count = in.get() & 0xFF;
    count = count == RecordWriter.MANY ? in.getInt() : count;
    entry.subscriptionIdentifiers = count == 0 ? null : new int[count];
    for (int i = 0; i < count; i++) {
      entry.subscriptionIdentifiers[i] = in.getInt();
    }
    String filter = text();
    entry.sharedFilter = filter.isEmpty() ? null : filter;
    return entry;
  }

  /** A page, after the number of its session. */
  StoredPage page() {
    long first = number();
    long last = number();
    int count = in.getInt();
    long bytes = in.getLong();
    PageFiles.Page place = new PageFiles.Page(in.getLong(), in.getInt(), in.getInt());
    return new StoredPage(place, count, bytes, first, last);
  }

  Publish publish() throws MqttProtocolException {
    if (decoder == null) {
      decoder = new ClientPacketDecoder(Integer.MAX_VALUE);
      decoder.version(MqttVersion.V5);
    }
    ClientPacketDecoder used = decoder;
    decoder = null; // not to be used again after an exception
    if (used.decode(in) instanceof Publish publish) {
      decoder = used;
      return publish;
    }
    throw new IllegalArgumentException("it holds no PUBLISH");
  }

  /** Where it stands in the record, to come back {@link #to} there. */
  int position() {
    return in.position();
  }

  void to(int position) {
    in.position(position);
  }
}
