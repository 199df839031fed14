package hearth.broker.session;

import hearth.broker.message.Message;
import java.util.function.BiConsumer;
import org.tinylog.Logger;

/** What the broker counts, for {@code $SYS} and for the log. On the loop's thread. */
public final class Statistics {
  private final BiConsumer<Session, Message> dropped;

  public long bytesReceived;
  public long bytesSent;
  public long packetsReceived;
  public long packetsSent;
  public long publishesReceived;
  public long publishesSent;
  public long publishesDropped;
  public long publishesExpired;
  public long retainedRefused;

  /** Sessions that were ended since others needed their place. */
  public long sessionsDisplaced;

  public long connectionsAccepted;
  public long connectionsRefused;
  public int connections;
  public int connectionsMaximum;

  /** Whether memory is short, so that QoS 0 messages for clients are dropped. */
  public boolean shedding;

  /** Whether it is so short that nothing more is taken that would have to be kept. */
  public boolean memoryShort;

  private long queuedMessages;

  /**
   * @param dropped hears of each message that a session did not get
   */
  public Statistics(BiConsumer<Session, Message> dropped) {
    this.dropped = dropped;
  }

  public void connected() {
    connections++;
    connectionsMaximum = Math.max(connectionsMaximum, connections);
  }

  public void disconnected() {
    connections--;
  }

  /** A PUBLISH of so many bytes has gone out. */
  public void published(int bytes) {
    publishesSent++;
    packetsSent++;
    bytesSent += bytes;
  }

  public void messageDropped(Session session, Message message) {
    publishesDropped++;
    dropped.accept(session, message);
  }

  public void messageExpired() {
    publishesExpired++;
  }

  public void retainedRefused(Message message) {
    retainedRefused++;
    dropped.accept(null, message);
  }

  /** Messages that waited on disk were dropped, unread. */
  public void messagesDropped(Session session, int count) {
    publishesDropped += count;
    Logger.warn(
        "{} messages that waited for {} were dropped: the queues of all clients are full, and its"
            + " own is the largest (limits.all_queued_bytes)",
        count,
        session);
  }

  /** So many more messages are queued, or fewer where it is negative. */
  public void queued(int change) {
    queuedMessages += change;
  }

  public long queuedMessages() {
    return queuedMessages;
  }
}
