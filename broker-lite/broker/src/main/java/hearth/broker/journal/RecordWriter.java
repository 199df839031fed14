package hearth.broker.journal;

import hearth.broker.message.Message;
import hearth.broker.routing.SessionSubscription;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.Session;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Will;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 *                     count 4, count times an entry; then the message as a PUBLISH of 5.0
 *   QUEUED            message 8, an entry
 *   entry             session 8, entry 8, QoS 1, RETAIN 1, state 1, packet identifier 2,
 *                     count 1 and Subscription Identifiers 4 each, shared filter or empty
 *   SENT, RECEIVED    session 8, entry 8, packet identifier 2
 *   FINISHED          session 8, entry 8
 *   INBOUND           session 8, count 4, packet identifiers 2 each
 *   RELEASED          session 8, packet identifier 2
 *   RETAINED_REMOVED  topic
 *   WILL              client identifier, has user 1, user, delay s 8; then a PUBLISH of 5.0
 *   WILL_REMOVED      client identifier
 *   PROBE             nothing
 * </pre>
 */
final class RecordWriter {
  static final int RETAINED = 1;
  static final int INBOUND = 2;

  /** The states of an entry on disk. */
  static final int QUEUED = 0;

  static final int IN_FLIGHT = 1;
  static final int RELEASED = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final DataOutputStream out = new DataOutputStream(bytes);

  private interface Body {
    void write() throws IOException;
  }

  private byte[] record(Body body) {
    bytes.reset();
    try {
      body.write();
    } catch (IOException e) {
      throw new UncheckedIOException("a record does not fit its form", e);
    }
    return bytes.toByteArray();
  }

  byte[] session(Session session, long leftAt) {
    return record(
        () -> {
          out.writeLong(session.number());
          text(session.clientIdentifier());
          optional(session.userName());
          out.writeLong(session.expiryInterval());
          out.writeLong(leftAt);
        });
  }

  byte[] number(long number) {
    return record(() -> out.writeLong(number));
  }

  byte[] subscribed(SessionSubscription subscription) {
    return record(
        () -> {
          out.writeLong(subscription.session().number());
          text(subscription.filter().toString());
          out.writeByte(subscription.options());
          out.writeInt(subscription.identifier());
        });
  }

  byte[] unsubscribed(Session session, String filter) {
    return record(
        () -> {
          out.writeLong(session.number());
          text(filter);
        });
  }

  /** The head of a MESSAGE; the message itself follows by {@link #publish}. */
  byte[] message(
      Message message,
      long wallMillis,
      boolean retained,
      Session publisher,
      int packetIdentifier,
      List<OutgoingMessage> outgoing,
      List<Session> sessions) {
    return record(
        () -> {
          out.writeLong(message.journalNumber());
          out.writeLong(wallMillis);
          optional(message.publisher());
          out.writeByte((retained ? RETAINED : 0) | (publisher != null ? INBOUND : 0));
          if (publisher != null) {
            out.writeLong(publisher.number());
            out.writeShort(packetIdentifier);
          }
          out.writeInt(outgoing.size());
          for (int i = 0; i < outgoing.size(); i++) {
            entry(sessions.get(i), outgoing.get(i), null);
          }
        });
  }

  /** The PUBLISH of a message, its expiry as it is now. */
  static byte[] publish(Message message, long now) {
    return message.encode(MqttVersion.V5, message.qos(), message.retain(), now).bytes();
  }

  byte[] queued(Session session, OutgoingMessage outgoing, DeliveryState state) {
    return record(
        () -> {
          out.writeLong(outgoing.message().journalNumber());
          entry(session, outgoing, state);
        });
  }

  private void entry(Session session, OutgoingMessage outgoing, DeliveryState state)
      throws IOException {
    out.writeLong(session.number());
    out.writeLong(outgoing.number());
    out.writeByte(outgoing.qos().level());
    out.writeBoolean(outgoing.retain());
    out.writeByte(
        state == null ? QUEUED : state == DeliveryState.AWAITING_PUBCOMP ? RELEASED : IN_FLIGHT);
    out.writeShort(outgoing.packetIdentifier());
    int[] identifiers = outgoing.subscriptionIdentifiers();
    out.writeByte(identifiers == null ? 0 : identifiers.length);
    for (int i = 0; identifiers != null && i < identifiers.length; i++) {
      out.writeInt(identifiers[i]);
    }
    text(outgoing.shared() == null ? "" : outgoing.shared().filter());
  }

  byte[] inFlight(Session session, OutgoingMessage outgoing) {
    return record(
        () -> {
          out.writeLong(session.number());
          out.writeLong(outgoing.number());
          out.writeShort(outgoing.packetIdentifier());
        });
  }

  byte[] finished(Session session, OutgoingMessage outgoing) {
    return record(
        () -> {
          out.writeLong(session.number());
          out.writeLong(outgoing.number());
        });
  }

  byte[] inbound(Session session) {
    return record(
        () -> {
          out.writeLong(session.number());
          out.writeInt(session.inboundSize());
          session
              .inbound()
              .forEach(
                  identifier -> {
                    bytes.write(identifier >>> 8);
                    bytes.write(identifier);
                  });
        });
  }

  byte[] released(Session session, int packetIdentifier) {
    return record(
        () -> {
          out.writeLong(session.number());
          out.writeShort(packetIdentifier);
        });
  }

  /** A Topic Name, or a Client Identifier. */
  byte[] name(String name) {
    return record(() -> text(name));
  }

  /** The head of a WILL; the Will itself follows as the PUBLISH that it will be. */
  byte[] will(String clientIdentifier, String userName, Will will) {
    return record(
        () -> {
          text(clientIdentifier);
          optional(userName);
          out.writeLong(will.properties().number(Property.WILL_DELAY_INTERVAL, 0));
        });
  }

  private void optional(String text) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      text(text);
    }
  }

  private void text(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
