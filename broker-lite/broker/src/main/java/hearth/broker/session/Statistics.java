package hearth.broker.session;

import hearth.broker.message.Message;

/** What the broker counts, for {@code $SYS} and for the log. On the loop's thread. */
public final class Statistics {
  /** Hears of messages that are not delivered. */
  @FunctionalInterface
  public interface DropListener {
    /**
     * Messages were dropped.
     *
     * @param session whom they were for, or null where one was to be retained
     * @param message null where they were on disk and nobody has read them
     */
    void dropped(Session session, Message message, int count);
  }

  private final DropListener dropped;

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

  private long queuedMessages;

  /**
   * @param dropped hears of all messages that sessions did not get
   */
  public Statistics(DropListener dropped) {
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
    session.countDropped(1);
    dropped.dropped(session, message, 1);
  }

  public void messageExpired() {
    publishesExpired++;
  }

  public void retainedRefused(Message message) {
    retainedRefused++;
    dropped.dropped(null, message, 1);
  }

  /** Messages that waited on disk were dropped, unread. */
  public void messagesDropped(Session session, int count) {
    publishesDropped += count;
    session.countDropped(count);
    dropped.dropped(session, null, count);
  }

  /** So many more messages are queued, or fewer where it is negative. */
  public void queued(int change) {
    queuedMessages += change;
  }

  public long queuedMessages() {
    return queuedMessages;
  }
}
