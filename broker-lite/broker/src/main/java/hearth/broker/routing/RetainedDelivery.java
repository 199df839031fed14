package hearth.broker.routing;

import hearth.broker.message.Message;
import hearth.broker.session.Journal;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.io.loop.EventLoop;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.QoS;
import java.util.List;

/**
 * Sends the retained messages that one subscription asks for: a home's at once, a hundred thousand
 * in as many turns of the loop as it takes for others not to wait.
 */
public final class RetainedDelivery {
  /** Looked at between two looks at the turn's share. */
  private static final int PLACES = 64;

  private static final int PLACES_OF_ONE_WORK = 2;

  /** Of a search that was given up, since they are very many. */
  private static final int WORK_OF_SEARCHING = 256;

  /** Each is encoded for itself. */
  private static final int WORK_OF_SENDING = 8;

  private final RetainedMessages retained;
  private final RetainedSources sources;
  private final Journal journal;
  private final EventLoop loop;
  private final SessionSubscription subscription;
  private final SubscriptionIdentifiers identifiers;
  private final boolean isWanted;
  private long position = Journal.NOTHING_TO_WAIT_FOR;

  /** Null unless they are very many. */
  private RetainedWalk walk;

  /**
   * @param isWanted whether the subscription asks for any
   */
  RetainedDelivery(
      RetainedMessages retained,
      RetainedSources sources,
      Journal journal,
      EventLoop loop,
      SessionSubscription subscription,
      boolean isWanted) {
    this.retained = retained;
    this.sources = sources;
    this.journal = journal;
    this.loop = loop;
    this.subscription = subscription;
    this.identifiers = subscription.identifiers();
    this.isWanted = isWanted;
  }

  /**
   * Sends all there are, or as many as the turn's share allows and the client takes; returns
   * whether there are more.
   */
  public boolean goOn() {
    if (!isWanted) {
      return false;
    }
    long now = loop.clock().nanoTime();
    if (walk == null) {
      List<Message> all = retained.matching(subscription.filter(), now);
      if (all != null) {
        all.forEach(this::send);
        return false;
      }
      loop.charge(WORK_OF_SEARCHING);
      walk = retained.walk(subscription.filter());
    }
    do {
      loop.charge(PLACES / PLACES_OF_ONE_WORK);
      if (!walk.goOn(PLACES, now, this::send)) {
        end();
        return false;
      }
    } while (loop.budgetLeft() > 0 && subscription.session().hasRoom());
    return true;
  }

  /** Nobody wants the rest. */
  public void end() {
    if (walk != null) {
      retained.ended(walk);
    }
  }

  /** The journal's position of those that the session has queued. */
  public long position() {
    return position;
  }

  private void send(Message message) {
    Session session = subscription.session();
    if (!session.permissions().mayReceive(message.topic()) || !sources.mayPublish(message)) {
      return;
    }
    loop.charge(WORK_OF_SENDING);
    QoS qos = message.qos().atMost(subscription.qos());
    if (qos != QoS.AT_MOST_ONCE && session.hasWaiting(message)) {
      return;
    }
    // [MQTT-3.3.1-8]: RETAIN is 1, whatever Retain As Published says.
    OutgoingMessage outgoing = session.deliver(message, qos, true, identifiers, null);
    message.forgetEncodings();
    if (outgoing != null) {
      position = journal.published(message, List.of(outgoing), List.of(session), false, null, 0);
      session.pump();
    }
  }
}
