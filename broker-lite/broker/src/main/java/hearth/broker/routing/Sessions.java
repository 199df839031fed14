package hearth.broker.routing;

import hearth.broker.account.Account;
import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.account.Limit;
import hearth.broker.account.Owners;
import hearth.broker.log.LineLimit;
import hearth.broker.session.Journal;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.Overload;
import hearth.broker.session.Session;
import hearth.broker.session.SessionContext;
import hearth.broker.session.SessionLimits;
import hearth.broker.session.Statistics;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.SipHash;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tinylog.Logger;

/** The sessions of all Client Identifiers, and when those that nobody uses end. */
public final class Sessions {
  /** Sessions looked at in about the time of passing one message on. */
  private static final int SESSIONS_OF_ONE_WORK = 16;

  /** The end of a session takes about as long as passing on so many messages. */
  private static final int WORK_OF_ENDING = 64;

  /** More milliseconds than any session was left alone for. */
  private static final long OF_THE_USER = Long.MAX_VALUE / 2;

  /** What is told is of no single host. */
  private static final String ALL = "all";

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final EventLoop loop;
  private final Subscriptions subscriptions;
  private final Router router;
  private final Journal journal;
  private final Owners owners;
  private final LineLimit lines;
  private final Statistics statistics;
  private final SessionContext context;

  private final Map<String, Session> sessions = new HashMap<>();
  private final Map<String, Timer> expiries = new HashMap<>();

  /** Those whose time is over. */
  private final DueInTurns<Session> expired;

  private Consumer<String> ended = clientIdentifier -> {};

  public Sessions(
      EventLoop loop,
      Subscriptions subscriptions,
      Router router,
      Journal journal,
      Statistics statistics,
      Overload overload,
      Owners owners,
      SessionLimits limits,
      SipHash hash) {
    this.loop = loop;
    this.subscriptions = subscriptions;
    this.router = router;
    this.journal = journal;
    this.owners = owners;
    this.lines =
        LineLimit.ofTheWhole(
            loop, count -> Logger.info("{} more sessions that nobody used were ended", count));
    this.statistics = statistics;
    this.expired = new DueInTurns<>(loop, WORK_OF_ENDING, this::end);
    this.context =
        SessionContext.of(
            loop, journal, statistics, overload, owners, limits, hash, sessions::values);
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

  /**
   * Why no more sessions of an owner may outlive their connections; null where there is room, which
   * is made of empty ones that nobody has used for the longest.
   *
   * @param owner see {@link Owners#called}
   * @param clientIdentifier whose session stays
   * @param more whether one more than now would have to be kept
   */
  public String whyNoMore(String owner, String clientIdentifier, boolean more) {
    if (!more || sessions.size() < Math.min(limits().kept(), limits().keptPerUser())) {
      return null;
    }
    String why = whyNoMoreOfOwner(owner);
    while (why != null && displace(owner, clientIdentifier, session -> isOf(session, owner))) {
      why = whyNoMoreOfOwner(owner);
    }
    if (why != null) {
      return why;
    }
    why = whyNoMoreOfAll();
    while (why != null && displace(owner, clientIdentifier, session -> true)) {
      why = whyNoMoreOfAll();
    }
    return why;
  }

  /** Why there is no room for so many bytes of an owner's sessions; as {@link #whyNoMore}. */
  public String whyNoMemory(String owner, String clientIdentifier, Kind kind, int bytes) {
    Account full = owners.look(owner).fullFor(kind, bytes);
    while (full != null && displaceWithin(full, owner, clientIdentifier)) {
      full = owners.look(owner).fullFor(kind, bytes);
    }
    return full == null ? null : owners.look(owner).whyNot(kind, bytes);
  }

  /** Only the end of a session that counts there makes room. */
  private boolean displaceWithin(Account full, String owner, String clientIdentifier) {
    return displace(owner, clientIdentifier, session -> session.account().isWithin(full));
  }

  private String whyNoMoreOfOwner(String owner) {
    int kept = kept(session -> isOf(session, owner));
    return kept < limits().keptPerUser()
        ? null
        : "the sessions of "
            + kept
            + " clients of this user are kept already, and no more may be"
            + " ("
            + Limit.SESSIONS_PER_USER
            + ")";
  }

  private String whyNoMoreOfAll() {
    int kept = kept(session -> true);
    return kept < limits().kept()
        ? null
        : "the sessions of "
            + kept
            + " clients are kept already, and no more may be ("
            + Limit.SESSIONS
            + ")";
  }

  private int kept(Predicate<Session> which) {
    loop.charge(sessions.size() / SESSIONS_OF_ONE_WORK);
    int kept = 0;
    for (Session session : sessions.values()) {
      kept += session.isPersistent() && which.test(session) ? 1 : 0;
    }
    return kept;
  }

  /**
   * Ends an empty session that nobody has used for the longest: one of the same owner, or else of
   * the owner whose sessions hold the most.
   *
   * @param helps whether the end of a session would make room
   * @return whether there was one
   */
  private boolean displace(String owner, String clientIdentifier, Predicate<Session> helps) {
    loop.charge(sessions.size() / SESSIONS_OF_ONE_WORK);
    Session longest = null;
    for (Session session : sessions.values()) {
      boolean isIdle =
          helps.test(session)
              && session.holder() == null
              && session.isEmpty()
              && !session.clientIdentifier().equals(clientIdentifier);
      if (isIdle && (longest == null || rank(session, owner) > rank(longest, owner))) {
        longest = session;
      }
    }
    if (longest == null || (!isOf(longest, owner) && !holdsMore(longest.owner(), owner))) {
      return false;
    }
    if (lines.admits(ALL)) {
      Logger.info(
          "The session of {} is ended, unused for {} s: no more may be kept ({}, {}, {})",
          longest,
          longest.millisSinceLeft() / 1000,
          Limit.SESSIONS,
          Limit.SESSIONS_PER_USER,
          Limit.SESSION_BYTES);
    }
    statistics.sessionsDisplaced++;
    end(longest);
    return true;
  }

  /** Those of the same user first, then the longest unused. */
  private static long rank(Session session, String owner) {
    return session.millisSinceLeft() + (isOf(session, owner) ? OF_THE_USER : 0);
  }

  private static boolean isOf(Session session, String owner) {
    return session.owner().equals(owner);
  }

  private boolean holdsMore(String owner, String than) {
    return owners.look(owner).held(Budget.SESSIONS) > owners.look(than).held(Budget.SESSIONS);
  }

  /** The session of a client that connects: the one it has, or a new one. */
  public Session open(String clientIdentifier) {
    Session session = sessions.get(clientIdentifier);
    if (session != null) {
      cancelExpiry(session);
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
          loop.schedule(seconds * NANOS_PER_SECOND, () -> expired.add(session)));
    }
  }

  private void cancelExpiry(Session session) {
    Timer expiry = expiries.remove(session.clientIdentifier());
    if (expiry != null) {
      expiry.cancel();
      expired.remove(session);
    }
  }

  /** Ends a session for who runs the broker, its connection first where it has one. */
  public void remove(Session session, String why) {
    if (session.holder() == null) {
      end(session);
    } else {
      session.expiryInterval(0); // so that it ends with its connection
      session.holder().close(ReasonCode.ADMINISTRATIVE_ACTION, why);
    }
  }

  /** Ends a session: its subscriptions, its messages and what it has not completed are gone. */
  public void end(Session session) {
    sessions.remove(session.clientIdentifier());
    cancelExpiry(session);
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
