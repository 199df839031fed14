package hearth.broker.session;

import hearth.broker.Statistics;
import hearth.broker.account.Owners;
import hearth.broker.journal.Journal;
import hearth.broker.routing.Router;
import hearth.broker.routing.Subscriptions;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.SipHash;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The sessions of all Client Identifiers, and when those that nobody uses end. */
public final class Sessions {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final EventLoop loop;
  private final Subscriptions subscriptions;
  private final Router router;
  private final Journal journal;
  private final SessionContext context;

  private final Map<String, Session> sessions = new HashMap<>();
  private final Map<String, Timer> expiries = new HashMap<>();
  private Consumer<String> ended = clientIdentifier -> {};

  public Sessions(
      EventLoop loop,
      Subscriptions subscriptions,
      Router router,
      Journal journal,
      Statistics statistics,
      Owners owners,
      SessionLimits limits,
      SipHash hash) {
    this.loop = loop;
    this.subscriptions = subscriptions;
    this.router = router;
    this.journal = journal;
    QueuePager pager = new QueuePager(loop, owners.whole(), journal.pages(), sessions::values);
    this.context =
        new SessionContext(limits, owners, statistics, journal, pager, loop.clock(), hash);
  }

  /** Who hears the Client Identifier of each session that ends. */
  public void whenEnded(Consumer<String> listener) {
    ended = listener;
  }

  public SessionLimits limits() {
    return context.limits();
  }

  public Session get(String clientIdentifier) {
    return sessions.get(clientIdentifier);
  }

  public Collection<Session> all() {
    return sessions.values();
  }

  /** Whether so many sessions outlive their connections that there is no room for one more. */
  public boolean isFull() {
    if (sessions.size() < limits().kept()) {
      return false;
    }
    int kept = 0;
    for (Session session : sessions.values()) {
      kept += session.isPersistent() ? 1 : 0;
    }
    return kept >= limits().kept();
  }

  /** The session of a client that connects: the one it has, or a new one. */
  public Session open(String clientIdentifier) {
    Session session = sessions.get(clientIdentifier);
    if (session != null) {
      Timer expiry = expiries.remove(clientIdentifier);
      if (expiry != null) {
        expiry.cancel();
      }
      return session;
    }
    session = new Session(clientIdentifier, context);
    sessions.put(clientIdentifier, session);
    return session;
  }

  /** The connection of a session is gone: the session ends now, or when its expiry has passed. */
  public void disconnected(Session session) {
    session.disconnected();
    if (!session.isPersistent()) {
      end(session); // [MQTT-3.1.2-23]
      return;
    }
    journal.disconnected(session);
    expireAfter(session, session.expiryInterval());
  }

  /** Ends a session that nobody uses after so many seconds. */
  public void expireAfter(Session session, long seconds) {
    if (session.expiryInterval() != Session.NEVER_EXPIRES) {
      expiries.put(
          session.clientIdentifier(),
          loop.schedule(seconds * NANOS_PER_SECOND, () -> end(session)));
    }
  }

  /** Ends a session: its subscriptions, its messages and what it has not completed are gone. */
  public void end(Session session) {
    sessions.remove(session.clientIdentifier());
    Timer expiry = expiries.remove(session.clientIdentifier());
    if (expiry != null) {
      expiry.cancel();
    }
    subscriptions.removeAll(session);
    List<OutgoingMessage> others = session.end();
    // First: the records that give its messages to others take them away from it.
    router.redistribute(others);
    if (session.number() != 0) {
      journal.sessionEnded(session);
    }
    ended.accept(session.clientIdentifier());
  }
}
