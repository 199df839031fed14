package hearth.broker.session;

import hearth.broker.message.Message;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.util.List;

/**
 * Where the broker writes down what must survive it. Called on the loop's thread, never blocks: a
 * method returns the position of its record, and {@link #whenDurable} tells when all up to there is
 * on disk. What has no record to wait for returns {@link #NOTHING_TO_WAIT_FOR}.
 */
public interface Journal {
  long NOTHING_TO_WAIT_FOR = 0;

  /** The position of what could not be stored. */
  long NOT_STORED = Long.MAX_VALUE;

  /** Hears on the loop's thread that records are on disk, or that they could not be stored. */
  @FunctionalInterface
  interface Listener {
    /**
     * All positions up to one are decided. Those that the listener waits for and has not heard of
     * yet have the same fate.
     */
    void settled(long upTo, boolean stored);
  }

  /**
   * Runs the listener, later in the loop or at once. The positions that one listener waits for
   * rise.
   */
  void whenDurable(long position, Listener listener);

  /**
   * The position of the last record written, for an answer that repeats an earlier one; {@link
   * #NOT_STORED} while it is not certain that what memory holds is on disk.
   */
  long latest();

  /** Whether so much waits for the disk that nothing more should be asked of it now. */
  boolean isBehind();

  /** Where queues set down what need not be in memory. */
  QueuePages pages();

  /** Whether messages of this topic are kept for persistent sessions. */
  boolean isKept(TopicName topic);

  /**
   * A message was taken: one record for all that follows from it, so that all or nothing of it is
   * there after a crash.
   *
   * @param sessions persistent sessions that have queued it, each at the end of its queue
   * @param retained whether it is now the retained message of its topic; with an empty payload,
   *     whether that was removed
   * @param publisher the persistent session a QoS 2 message came from, else null
   * @param packetIdentifier of that QoS 2 message
   */
  long published(
      Message message,
      List<OutgoingMessage> outgoing,
      List<Session> sessions,
      boolean retained,
      Session publisher,
      int packetIdentifier);

  /** A queued QoS 2 message is in flight under its Packet Identifier. */
  long sent(Session session, OutgoingMessage outgoing);

  /** PUBREC has come for a message in flight. */
  long received(Session session, OutgoingMessage outgoing);

  /** A message has left the session: acknowledged, expired or dropped. Needs no waiting for. */
  void finished(Session session, OutgoingMessage outgoing);

  /** PUBREL has come for a QoS 2 message of the client. */
  long released(Session publisher, int packetIdentifier);

  /** A session is new, or its expiry or owner changed. */
  long sessionChanged(Session session);

  /** A session and all it holds is gone. */
  long sessionEnded(Session session);

  /** The connection of a persistent session has gone, so that its expiry runs. */
  void disconnected(Session session);

  /** The Will of a connection that is there now, to be published if the broker dies; or null. */
  long willChanged(String clientIdentifier, String userName, Will will);

  long subscribed(Session session, SessionSubscription subscription);

  long unsubscribed(Session session, String filter);
}
