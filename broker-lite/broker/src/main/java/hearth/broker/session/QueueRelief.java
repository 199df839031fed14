package hearth.broker.session;

import hearth.broker.account.Kind;
import hearth.io.loop.EventLoop;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Supplier;

/**
 * What happens when all queues together are full: the largest pays, not the newest message of
 * somebody else. It loses its oldest, until what is to be queued has room.
 */
final class QueueRelief {
  /** Sessions looked at in about the time of passing one message on. */
  private static final int SESSIONS_OF_ONE_WORK = 16;

  /** So much at a time, that not every message looks for the largest. */
  private static final int SHARE_OF_LARGEST = 8;

  private final EventLoop loop;
  private final Supplier<Collection<Session>> sessions;

  /**
   * @param sessions all there are
   */
  QueueRelief(EventLoop loop, Supplier<Collection<Session>> sessions) {
    this.loop = loop;
    this.sessions = sessions;
  }

  /**
   * Makes room for a message.
   *
   * @return whether there is room now; not where nobody has a larger queue
   */
  boolean makeRoom(Session session, int bytes) {
    while (!session.account().hasRoom(Kind.QUEUED, bytes)) {
      Session largest = largest();
      if (largest == null
          || largest == session
          || largest.queuedWithinAll() <= session.queuedWithinAll() + bytes) {
        return false;
      }
      long enough = largest.queuedWithinAll() * (SHARE_OF_LARGEST - 1) / SHARE_OF_LARGEST;
      while (largest.queuedWithinAll() > Math.max(enough, session.queuedWithinAll())
          && largest.dropOldest()) {
        loop.charge(1);
      }
    }
    return true;
  }

  private Session largest() {
    Collection<Session> all = sessions.get();
    loop.charge(all.size() / SESSIONS_OF_ONE_WORK);
    return all.stream()
        .filter(each -> each.queuedWithinAll() > 0)
        .max(Comparator.comparingLong(Session::queuedBytes))
        .orElse(null);
  }
}
