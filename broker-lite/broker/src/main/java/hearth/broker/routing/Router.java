package hearth.broker.routing;

import hearth.broker.message.Message;
import hearth.broker.session.CurrentAuthority;
import hearth.broker.session.Journal;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.Overload;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.broker.session.SharedSubscription;
import hearth.broker.session.Statistics;
import hearth.io.loop.EventLoop;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription.RetainHandling;
import java.util.ArrayList;
import java.util.List;

/** Takes a message that may be published to everybody it is for. */
public final class Router {
  /** What became of a message: whether anybody was there for it, and what its answer waits for. */
  public static final class Outcome {
    private boolean matched;
    private long position;

    /** Whether any subscription matched. */
    public boolean matched() {
      return matched;
    }

    /** The journal's position to wait for before the message is acknowledged. */
    public long position() {
      return position;
    }
  }

  private final Subscriptions subscriptions;
  private final RetainedMessages retained;
  private final Journal journal;
  private final Statistics statistics;
  private final Overload overload;
  private final RetainedSources sources;
  private final EventLoop loop;

  // Of the message that is being routed; they live here so that nothing is allocated for each.
  private final Outcome outcome = new Outcome();
  private final List<OutgoingMessage> kept = new ArrayList<>();
  private final List<Session> keepers = new ArrayList<>();

  public Router(
      Subscriptions subscriptions,
      RetainedMessages retained,
      Journal journal,
      Statistics statistics,
      Overload overload,
      CurrentAuthority authority,
      EventLoop loop) {
    this.subscriptions = subscriptions;
    this.retained = retained;
    this.journal = journal;
    this.statistics = statistics;
    this.overload = overload;
    this.sources = new RetainedSources(authority);
    this.loop = loop;
  }

  /**
   * Stores and delivers a message.
   *
   * @param publisher the persistent session a QoS 2 message came from, so that its Packet
   *     Identifier is stored together with the message; else null
   * @return valid until the next call
   */
  public Outcome route(Message message, Session publisher, int packetIdentifier) {
    boolean retains = message.retain() && keep(message);
    Route route = subscriptions.route(message.topic());
    if (route.tap != null) {
      route.tap.published(message);
    }
    deliver(message, route);
    outcome.matched = route.targets.length > 0 || route.shared.length > 0;
    outcome.position = Journal.NOTHING_TO_WAIT_FOR;
    if (retains || !kept.isEmpty() || publisher != null) {
      outcome.position =
          journal.published(message, kept, keepers, retains, publisher, packetIdentifier);
    }
    if (!keepers.isEmpty()) {
      // Only now: a QoS 2 message is sent under an identifier that is stored after the message.
      for (int i = 0; i < keepers.size(); i++) {
        keepers.get(i).pump();
      }
      if (keepers.size() == 1 && !retains) {
        keepers.get(0).packLast();
      }
      kept.clear();
      keepers.clear();
    }
    message.routed();
    return outcome;
  }

  /** The session whose queue is full and that wants its publishers to be told, or null. */
  public Session refusing(Message message) {
    for (Route.Target target : subscriptions.route(message.topic()).targets) {
      if (target.qos != QoS.AT_MOST_ONCE && target.session.refuses(message)) {
        return target.session;
      }
    }
    return null;
  }

  private boolean keep(Message message) {
    boolean grows = message.payload().length > 0;
    if (!retained.hasRoomFor(message) || (grows && overload.isShort())) {
      statistics.retainedRefused(message);
      return false;
    }
    message.retainedAt(loop.clock().nanoTime());
    return retained.put(message);
  }

  private void deliver(Message message, Route route) {
    String publisher = message.publisher();
    loop.charge(route.work);
    for (Route.Target target : route.targets) {
      Session session = target.session;
      if (target.forOwn != target && session.clientIdentifier().equals(publisher)) {
        target = target.forOwn; // [MQTT-3.8.3-3]
        if (target == null) {
          continue;
        }
      }
      deliver(message, target);
    }
    for (SharedSubscription shared : route.shared) {
      deliver(message, shared);
    }
  }

  private void deliver(Message message, Route.Target target) {
    // [MQTT-3.3.1-12] [MQTT-3.3.1-13]: RETAIN is 0 unless the subscription asks for it as it was.
    boolean retain = target.retainAsPublished && message.retain();
    QoS qos = message.qos().atMost(target.qos);
    deliver(target.session, message, qos, retain, target.identifiers, null);
  }

  private void deliver(Message message, SharedSubscription shared) {
    SessionSubscription member = shared.choose(message);
    loop.charge(shared.passedOver());
    if (member != null) {
      QoS qos = message.qos().atMost(member.qos());
      boolean retain = member.retainAsPublished() && message.retain();
      deliver(member.session(), message, qos, retain, member.identifiers(), shared);
    }
  }

  private void deliver(
      Session session,
      Message message,
      QoS qos,
      boolean retain,
      SubscriptionIdentifiers identifiers,
      SharedSubscription shared) {
    try {
      remember(session, session.deliver(message, qos, retain, identifiers, shared));
    } catch (RuntimeException | Error failure) {
      session.broken(failure); // and neither the publisher nor who comes after it
    }
  }

  private void remember(Session session, OutgoingMessage outgoing) {
    if (outgoing != null) {
      kept.add(outgoing);
      keepers.add(session);
    }
  }

  /**
   * Gives messages that a session of a Shared Subscription did not complete to its other members.
   */
  public void redistribute(List<OutgoingMessage> messages) {
    for (OutgoingMessage outgoing : messages) {
      SharedSubscription shared = subscriptions.shared(outgoing.shared().filter());
      if (shared != null) {
        deliver(outgoing.message(), shared);
        if (!keepers.isEmpty()) {
          journal.published(outgoing.message(), kept, keepers, false, null, 0);
          keepers.get(0).pump();
          kept.clear();
          keepers.clear();
        }
      }
    }
  }

  /**
   * The retained messages that a subscription asks for, to be sent: none, where it asks for none.
   *
   * @param isNew whether the session had no subscription of this filter before
   */
  public RetainedDelivery retainedFor(SessionSubscription subscription, boolean isNew) {
    RetainHandling handling = subscription.retainHandling();
    boolean wanted =
        !subscription.filter().isShared() // 4.8.2: none for Shared Subscriptions
            && handling != RetainHandling.DO_NOT_SEND // [MQTT-3.3.1-11]
            && (handling != RetainHandling.SEND_IF_NEW || isNew); // [MQTT-3.3.1-10]
    return new RetainedDelivery(retained, sources, journal, loop, subscription, wanted);
  }
}
