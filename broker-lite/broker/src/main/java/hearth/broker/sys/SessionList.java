package hearth.broker.sys;

import hearth.broker.account.Kind;
import hearth.broker.routing.Sessions;
import hearth.broker.session.Session;
import hearth.io.loop.EventLoop;
import hearth.io.text.PrintableText;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;

/** The sessions there are, for people: whose they are, and what waits for them. */
final class SessionList extends HeldList<Session> {
  private static final String HEADINGS =
      "client\tuser\tis\tsince\texpiry\tmessages\tmemory\tdisk\tsubscriptions";

  private final EventLoop loop;
  private final Sessions sessions;

  SessionList(EventLoop loop, Sessions sessions) {
    super(loop, HEADINGS);
    this.loop = loop;
    this.sessions = sessions;
  }

  @Override
  Walk<Session> walk() {
    Iterator<Session> all = List.copyOf(sessions.all()).iterator();
    return (most, action) -> {
      for (int left = most; left > 0 && all.hasNext(); left--) {
        action.accept(all.next());
      }
      return all.hasNext();
    };
  }

  @Override
  long size(Session session) {
    return session.queuedBytes();
  }

  @Override
  String name(Session session) {
    return session.clientIdentifier();
  }

  @Override
  Session current(Session session) {
    return sessions.get(session.clientIdentifier());
  }

  @Override
  String line(Session session) {
    return String.join(
        "\t",
        PrintableText.of(session.clientIdentifier()),
        session.userName() == null ? "-" : PrintableText.of(session.userName()),
        state(session),
        loop.clock()
            .wallTime()
            .minusMillis(session.millisSinceLeft())
            .truncatedTo(ChronoUnit.SECONDS)
            .toString(),
        session.expiryInterval() == Session.NEVER_EXPIRES
            ? "never"
            : Long.toString(session.expiryInterval()),
        Integer.toString(session.queuedMessages() + session.inFlight()),
        Long.toString(session.account().held(Kind.QUEUED) + session.account().held(Kind.IN_FLIGHT)),
        Long.toString(
            session.account().held(Kind.ON_DISK) + session.account().held(Kind.ON_DISK_FOR_BRIDGE)),
        Integer.toString(session.subscriptions().size()));
  }

  static String state(Session session) {
    return session.isConnected() ? "connected" : "away";
  }
}
