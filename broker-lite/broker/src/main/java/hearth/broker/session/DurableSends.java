package hearth.broker.session;

import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.QoS;

/**
 * What a persistent session sends only when the journal has its record on disk: a PUBLISH of QoS 2
 * with its Packet Identifier, and a PUBREL with the PUBREC that it answers. Else the client would
 * take the message sent again after a crash for a new one.
 *
 * <p>A reconnect in the meantime sends all that is in flight itself: what waited for the connection
 * before is not sent then.
 */
final class DurableSends {
  private final Session session;
  private final OutgoingMessages messages;
  private final Journal journal;

  /** QoS 2 messages of this connection whose Packet Identifiers are on their way to the disk. */
  private int publishes;

  DurableSends(Session session, OutgoingMessages messages, Journal journal) {
    this.session = session;
    this.messages = messages;
    this.journal = journal;
  }

  /** A client has connected. */
  void connected() {
    publishes = 0;
  }

  /** Behind a QoS 2 message that waits for the disk, one of QoS 1 waits too: order is kept. */
  boolean letPass(QoS qos) {
    return publishes == 0 || qos == QoS.EXACTLY_ONCE;
  }

  /** Returns whether the message waits, and is sent by itself later. */
  boolean holds(OutgoingMessage outgoing) {
    long position = journal.sent(session, outgoing);
    if (position == Journal.NOTHING_TO_WAIT_FOR) {
      return false;
    }
    ClientConnection link = session.link();
    publishes++;
    journal.whenDurable(position, (upTo, stored) -> publish(link, outgoing));
    return true;
  }

  private void publish(ClientConnection link, OutgoingMessage outgoing) {
    if (isStill(link)) {
      publishes--;
      send(link, () -> messages.transmit(outgoing, false));
      session.pump();
    }
  }

  /** The journal is no channel that would end it where that fails. */
  private static void send(ClientConnection link, Runnable packet) {
    try {
      packet.run();
    } catch (RuntimeException | Error failure) {
      link.broken(failure);
    }
  }

  /** Answers a PUBREC with PUBREL; one that comes again before that has left is answered by it. */
  void release(OutgoingMessage outgoing) {
    if (outgoing.releasedOn() == session.link()) {
      return;
    }
    PubRel answer = new PubRel(outgoing.packetIdentifier());
    long position = journal.received(session, outgoing);
    ClientConnection link = session.link();
    if (position == Journal.NOTHING_TO_WAIT_FOR) {
      link.send(answer);
      return;
    }
    outgoing.releasedOn(link);
    journal.whenDurable(
        position,
        (upTo, stored) -> {
          outgoing.releasedOn(null);
          if (isStill(link)) {
            send(link, () -> link.send(answer));
          }
        });
  }

  private boolean isStill(ClientConnection link) {
    return link != null && session.link() == link;
  }
}
