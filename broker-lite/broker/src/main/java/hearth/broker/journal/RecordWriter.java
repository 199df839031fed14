package hearth.broker.journal;

import hearth.broker.message.Message;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.QueuedPage;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.codec.PublishHead;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Will;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The payloads of the journal's records; {@link RecordReader} reads them. Big-endian; a text is its
 * length, 4, and its UTF-8.
 *
 * <pre>
 *   SESSION           session 8, identifier, has user 1, user, expiry s 8, left at epoch ms 8 or 0
 *   SESSION_ENDED     session 8
 *   SUBSCRIBED        session 8, filter, options 1, subscription identifier 4
 *   UNSUBSCRIBED      session 8, filter
 *   MESSAGE           message 8, written at epoch ms 8, has publisher 1, publisher, flags 1,
 *                     [session 8, packet identifier 2 where it came at QoS 2,]
 *                     [user of the publisher, or empty, where it is retained,]
 *                     count 4, count times an entry; then the message as a PUBLISH of 5.0
 *   QUEUED            message 8, an entry
 *   entry             session 8, entry 8, QoS 1, RETAIN 1, state 1, packet identifier 2,
 *                     count 1 (255: 255 or more, count 4) and Subscription Identifiers 4 each,
 *                     shared filter or empty
 *   SENT, RECEIVED    session 8, entry 8, packet identifier 2
 *   FINISHED          session 8, entry 8
 *   INBOUND           session 8, count 4, packet identifiers 2 each
 *   RELEASED          session 8, packet identifier 2
 *   RETAINED_REMOVED  topic
 *   WILL              client identifier, has user 1, user, delay s 8; then a PUBLISH of 5.0
 *   WILL_REMOVED      client identifier
 *   PROBE             nothing
 *   PAGED             session 8, first entry 8, last entry 8, count 4, bytes 8, file 8, offset 4,
 *                     length 4; on the page count times: length 4, a MESSAGE with that entry alone
 *   PAGE_ENDED        session 8, first entry 8
 * </pre>
 */
final class RecordWriter {
  static final int RETAINED = 1;
  static final int INBOUND = 2;
  static final int HAS_USER = 4;

  /** The states of an entry on disk. */
  static final int QUEUED = 0;

  static final int IN_FLIGHT = 1;
  static final int RELEASED = 2;

  /** A count of so many or more follows in four bytes. */
  static final int MANY = 0xFF;

  private static final int[] NO_IDENTIFIERS = {};
  private static final int FIRST_BYTES = 256;

  /** Room for a larger record is given back when the next begins. */
  private static final int KEPT_BYTES = 64 * 1024;

  private ByteBuffer record = ByteBuffer.allocate(FIRST_BYTES);

  /** The record written last, from the start of the array on; valid until the next. */
  byte[] bytes() {
    return record.array();
  }

  /** Bytes of the record written last. */
  int length() {
    return record.position();
  }

  private void begin() {
    record.clear();
    if (record.capacity() > KEPT_BYTES) {
      record = ByteBuffer.allocate(FIRST_BYTES);
    }
  }

  RecordWriter session(Session session, long leftAt) {
    begin();
    eight(session.number());
    text(session.clientIdentifier());
    optional(session.userName());
    eight(session.expiryInterval());
    eight(leftAt);
    return this;
  }

  RecordWriter number(long number) {
    begin();
    eight(number);
    return this;
  }

  RecordWriter subscribed(SessionSubscription subscription) {
    begin();
    eight(subscription.session().number());
    text(subscription.filter().toString());
    one(subscription.options());
    four(subscription.identifier());
    return this;
  }

  RecordWriter unsubscribed(Session session, String filter) {
    begin();
    eight(session.number());
    text(filter);
    return this;
  }

  /**
   * A MESSAGE.
   *
   * @param now nanoseconds of the loop's clock: its expiry is written as it is then
   */
  RecordWriter message(
      Message message,
      long now,
      long wallMillis,
      boolean retained,
      Session publisher,
      int packetIdentifier,
      List<OutgoingMessage> outgoing,
      List<Session> sessions) {
    begin();
    eight(message.journalNumber());
    eight(wallMillis);
    optional(message.publisher());
    boolean hasUser = retained && message.publisherUser() != null;
    one((retained ? RETAINED : 0) | (publisher != null ? INBOUND : 0) | (hasUser ? HAS_USER : 0));
    if (publisher != null) {
      eight(publisher.number());
      two(packetIdentifier);
    }
    if (hasUser) {
      text(message.publisherUser());
    }
    four(outgoing.size());
    for (int i = 0; i < outgoing.size(); i++) {
      entry(sessions.get(i).number(), outgoing.get(i), null);
    }
    publish(message, now);
    return this;
  }

  /** A MESSAGE with its place in one queue, where it waits. */
  RecordWriter queuedMessage(long session, OutgoingMessage outgoing, long now, long wallMillis) {
    begin();
    Message message = outgoing.message();
    eight(message.journalNumber());
    eight(wallMillis);
    optional(message.publisher());
    one(0);
    four(1);
    entry(session, outgoing, null);
    publish(message, now);
    return this;
  }

  RecordWriter queued(Session session, OutgoingMessage outgoing, DeliveryState state) {
    begin();
    eight(outgoing.message().journalNumber());
    entry(session.number(), outgoing, state);
    return this;
  }

  private void entry(long session, OutgoingMessage outgoing, DeliveryState state) {
    eight(session);
    eight(outgoing.number());
    one(outgoing.qos().level());
    one(outgoing.retain() ? 1 : 0);
    one(state == null ? QUEUED : state == DeliveryState.AWAITING_PUBCOMP ? RELEASED : IN_FLIGHT);
    two(outgoing.packetIdentifier());
    SubscriptionIdentifiers identifiers = outgoing.subscriptionIdentifiers();
    identifiers(identifiers == null ? NO_IDENTIFIERS : identifiers.values());
    text(outgoing.shared() == null ? "" : outgoing.shared().filter());
  }

  private void identifiers(int... identifiers) {
    one(Math.min(identifiers.length, MANY));
    if (identifiers.length >= MANY) {
      four(identifiers.length);
    }
    for (int identifier : identifiers) {
      four(identifier);
    }
  }

  RecordWriter inFlight(Session session, OutgoingMessage outgoing) {
    begin();
    eight(session.number());
    eight(outgoing.number());
    two(outgoing.packetIdentifier());
    return this;
  }

  RecordWriter finished(Session session, OutgoingMessage outgoing) {
    begin();
    eight(session.number());
    eight(outgoing.number());
    return this;
  }

  RecordWriter inbound(Session session) {
    begin();
    eight(session.number());
    four(session.inboundSize());
    session.forEachReceived(this::two);
    return this;
  }

  RecordWriter released(Session session, int packetIdentifier) {
    begin();
    eight(session.number());
    two(packetIdentifier);
    return this;
  }

  RecordWriter paged(QueuedPage page) {
    begin();
    eight(page.session().number());
    eight(page.first());
    eight(page.last());
    four(page.count());
    eight(page.bytes());
    eight(page.place().file());
    four(page.place().offset());
    four(page.place().length());
    return this;
  }

  RecordWriter pageEnded(QueuedPage page) {
    begin();
    eight(page.session().number());
    eight(page.first());
    return this;
  }

  /** A Topic Name, or a Client Identifier. */
  RecordWriter name(String name) {
    begin();
    text(name);
    return this;
  }

  /** A WILL, at its end the PUBLISH that it will be. */
  RecordWriter will(String clientIdentifier, String userName, Will will) {
    begin();
    text(clientIdentifier);
    optional(userName);
    eight(will.properties().number(Property.WILL_DELAY_INTERVAL, 0));
    publish(
        new Publish(
            false,
            will.qos(),
            will.retain(),
            will.topic(),
            will.qos() == QoS.AT_MOST_ONCE ? 0 : 1,
            will.properties().without(Property.WILL_DELAY_INTERVAL),
            will.payload()));
    return this;
  }

  private void publish(Message message, long now) {
    PublishHead head = message.head(MqttVersion.V5, false, message.qos(), message.retain(), now);
    int size = message.size(head);
    room(size);
    int at = record.position();
    message.write(head, record.array(), at);
    record.position(at + size);
  }

  private void publish(Publish publish) {
    PublishEncoder encoder = new PublishEncoder(publish, MqttVersion.V5);
    int size = encoder.size();
    room(size);
    int at = record.position();
    encoder.write(record.array(), at);
    record.position(at + size);
  }

  private void optional(String text) {
    one(text != null ? 1 : 0);
    if (text != null) {
      text(text);
    }
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    four(utf8.length);
    room(utf8.length);
    record.put(utf8);
  }

  private void one(int value) {
    room(Byte.BYTES);
    record.put((byte) value);
  }

  private void two(int value) {
    room(Short.BYTES);
    record.putShort((short) value);
  }

  private void four(int value) {
    room(Integer.BYTES);
    record.putInt(value);
  }

  private void eight(long value) {
    room(Long.BYTES);
    record.putLong(value);
  }

  private void room(int more) {
    if (record.remaining() < more) {
      int needed = Math.addExact(record.position(), more);
      int doubled = (int) Math.min(2L * record.capacity(), Integer.MAX_VALUE - 8);
      record = ByteBuffer.allocate(Math.max(doubled, needed)).put(record.flip());
    }
  }
}
