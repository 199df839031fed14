package hearth.broker.log;

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
   * A message was dropped.
   *
   * @param session whom it was for, or null where it was to be retained
   */
  public void dropped(Session session, Message message) {
    if (quiet) {
      more++;
      return;
    }
    quiet = true;
    if (session == null) {
      Logger.warn(
          "The message of {} is not retained: the limit of retained messages is reached"
              + " (limits.retained_messages, limits.retained_bytes), or memory is short",
          PrintableText.of(message.topic()));
    } else {
      Logger.warn(
          "A message of {} for {} was dropped: {}",
          PrintableText.of(message.topic()),
          PrintableText.of(session),
          session.isConnected()
              ? "the client reads too slowly, or takes no packet of that size, or memory is short"
              : "too many wait for it (limits.queued_messages, limits.queued_bytes), or memory"
                  + " is short");
    }
    loop.schedule(QUIET_NANOS, this::summary);
  }

  private void summary() {
    quiet = false;
    if (more > 0) {
      Logger.warn("{} more messages were dropped in the last 10 seconds", more);
      more = 0;
    }
  }
}
