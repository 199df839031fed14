package hearth.broker.sys;

import hearth.broker.account.Kind;
import hearth.broker.routing.Sessions;
import hearth.broker.session.Session;
import hearth.io.loop.EventLoop;
import hearth.io.text.PrintableText;
import java.time.temporal.ChronoUnit;

/** The sessions there are, for people: whose they are, and what waits for them. */
final class SessionList {
  private static final String HEADINGS =
      "client\tuser\tis\tsince\texpiry\tmessages\tmemory\tdisk\tsubscriptions";

  private final EventLoop loop;
  private final Sessions sessions;
  private final HeldList<Session> list =
      new HeldList<>(HEADINGS, Session::queuedBytes, Session::clientIdentifier, this::line);

  SessionList(EventLoop loop, Sessions sessions) {
    this.loop = loop;
    this.sessions = sessions;
  }

  String text() {
    loop.charge(sessions.all().size());
    return list.of(sessions.all().stream());
  }

  private String line(Session session) {
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
