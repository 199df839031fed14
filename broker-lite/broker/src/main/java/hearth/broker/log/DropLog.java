package hearth.broker.log;

import hearth.broker.account.Limit;
import hearth.broker.message.Message;
import hearth.broker.session.Session;
import hearth.io.loop.EventLoop;
import hearth.io.text.PrintableText;
import org.tinylog.Logger;

/** Tells the log of messages that are not delivered: the first at once, then how many were more. */
public final class DropLog {
  private static final long QUIET_NANOS = 10_000_000_000L;

  private final EventLoop loop;
  private boolean quiet;
  private long more;

  public DropLog(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Messages were dropped.
   *
   * @param session whom they were for, or null where one was to be retained
   * @param message null where they were on disk and nobody has read them
   */
  public void dropped(Session session, Message message, int count) {
    if (quiet) {
      more += count;
      return;
    }
    quiet = true;
    if (session == null) {
      Logger.warn(
          "The message of {} is not retained: the limit of retained messages is reached"
              + " ({}, {}), or memory is short",
          PrintableText.of(message.topic()),
          Limit.RETAINED_MESSAGES,
          Limit.RETAINED_BYTES);
    } else {
      Logger.warn(
          "{} for {} {} dropped: {}",
          message == null
              ? count + " messages that waited on disk"
              : "A message of " + PrintableText.of(message.topic()),
          PrintableText.of(session),
          message == null ? "were" : "was",
          why(session, message));
    }
    loop.schedule(QUIET_NANOS, this::summary);
  }

  private static String why(Session session, Message message) {
    if (session.queueLimits() != null) {
      return "its queue is full (queued_bytes and when_full of the bridge), or the other side takes"
          + " no packet of that size, or memory is short";
    }
    if (message == null) {
      return "the queues of all clients are full, and its own is the largest ("
          + Limit.ALL_QUEUED_BYTES
          + ")";
    }
    String limits = "(%s, %s)".formatted(Limit.QUEUED_MESSAGES, Limit.QUEUED_BYTES);
    return session.isConnected()
        ? "the client reads or answers too slowly "
            + limits
            + ", or takes no packet of that size, or memory is short"
        : "too many wait for it " + limits + ", or memory is short";
  }

  private void summary() {
    quiet = false;
    if (more > 0) {
      Logger.warn("{} more messages were dropped in the last 10 seconds", more);
      more = 0;
    }
  }
}
