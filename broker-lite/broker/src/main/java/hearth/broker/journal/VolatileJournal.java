package hearth.broker.journal;

import hearth.broker.message.Message;
import hearth.broker.session.Journal;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.QueuePages;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.util.List;

/** The journal of a broker that keeps all state in memory: nothing is written, nobody waits. */
public final class VolatileJournal implements Journal {
  @Override
  public void whenDurable(long position, Listener listener) {
    listener.settled(position, true);
  }

  @Override
  public long latest() {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public QueuePages pages() {
    return QueuePages.NONE;
  }

  @Override
  public boolean isBehind() {
    return false;
  }

  @Override
  public boolean isKept(TopicName topic) {
    return false;
  }

  @Override
  public long published(
      Message message,
      List<OutgoingMessage> outgoing,
      List<Session> sessions,
      boolean retained,
      Session publisher,
      int packetIdentifier) {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public long sent(Session session, OutgoingMessage outgoing) {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public long received(Session session, OutgoingMessage outgoing) {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public void finished(Session session, OutgoingMessage outgoing) {}

  @Override
  public long released(Session publisher, int packetIdentifier) {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public long sessionChanged(Session session) {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public long sessionEnded(Session session) {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public void disconnected(Session session) {}

  @Override
  public long willChanged(String clientIdentifier, String userName, Will will) {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public long subscribed(Session session, SessionSubscription subscription) {
    return NOTHING_TO_WAIT_FOR;
  }

  @Override
  public long unsubscribed(Session session, String filter) {
    return NOTHING_TO_WAIT_FOR;
  }
}
