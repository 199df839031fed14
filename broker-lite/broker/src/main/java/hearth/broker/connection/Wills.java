package hearth.broker.connection;

import hearth.broker.journal.Journal;
import hearth.broker.message.Message;
import hearth.broker.routing.Router;
import hearth.broker.session.Session;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Will;
import java.util.HashMap;
import java.util.Map;

/** The Wills of connections that are gone and whose Will Delay Interval still runs (3.1.3.2.2). */
public final class Wills {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private record Delayed(Will will, Timer timer) {}

  private final EventLoop loop;
  private final Router router;
  private final Journal journal;
  private final Map<String, Delayed> delayed = new HashMap<>();

  public Wills(EventLoop loop, Router router, Journal journal) {
    this.loop = loop;
    this.router = router;
    this.journal = journal;
  }

  /** A connection with this Will is there: if the broker dies, it is published when it is back. */
  public long connected(Session session, Will will) {
    return journal.willChanged(session.clientIdentifier(), session.userName(), will);
  }

  /** A connection has left in order: its Will is forgotten [MQTT-3.1.2-10]. */
  public void left(Session session) {
    journal.willChanged(session.clientIdentifier(), session.userName(), null);
  }

  /**
   * A connection is lost: its Will is published now, or when its delay or the session ends,
   * whichever comes first [MQTT-3.1.2-8] [MQTT-3.1.3-9].
   */
  public void lost(Session session, Will will) {
    long delay =
        Math.min(
            will.properties().number(Property.WILL_DELAY_INTERVAL, 0), session.expiryInterval());
    if (delay == 0) {
      publish(session.clientIdentifier(), will);
      return;
    }
    String clientIdentifier = session.clientIdentifier();
    Timer timer = loop.schedule(delay * NANOS_PER_SECOND, () -> due(clientIdentifier));
    delayed.put(clientIdentifier, new Delayed(will, timer));
  }

  /** The client is back with its session in time: the Will is not published [MQTT-3.1.3-9]. */
  public void resumed(String clientIdentifier) {
    Delayed back = delayed.remove(clientIdentifier);
    if (back != null) {
      back.timer.cancel();
      journal.willChanged(clientIdentifier, null, null);
    }
  }

  /** The session has ended: a Will that waited is published now [MQTT-3.1.2-8]. */
  public void sessionEnded(String clientIdentifier) {
    due(clientIdentifier);
  }

  private void due(String clientIdentifier) {
    Delayed due = delayed.remove(clientIdentifier);
    if (due != null) {
      due.timer.cancel();
      publish(clientIdentifier, due.will);
    }
  }

  private void publish(String clientIdentifier, Will will) {
    journal.willChanged(clientIdentifier, null, null);
    // The delay is the broker's business, it is not forwarded.
    var properties = will.properties().without(Property.WILL_DELAY_INTERVAL);
    router.route(
        new Message(
            will.topic(),
            will.payload(),
            will.qos(),
            will.retain(), // [MQTT-3.1.2-14] [MQTT-3.1.2-15]
            properties,
            clientIdentifier,
            Message.expiry(properties, loop.clock().nanoTime())),
        null,
        0);
  }
}
