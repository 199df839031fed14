package hearth.broker.routing;

import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.broker.session.SharedSubscription;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom the messages of one topic go to, as the subscriptions stand: one target a session, however
 * many of its subscriptions match.
 */
final class Route {
  /** One session and how the messages go to it. */
  static final class Target {
    final Session session;

    /** The highest that a matching subscription grants [MQTT-3.3.4-2]. */
    final QoS qos;

    final boolean retainAsPublished;

    /** Those of all matching subscriptions [MQTT-3.3.4-3] [MQTT-3.3.4-4], or null. */
    final SubscriptionIdentifiers identifiers;

    /**
     * How the session's own messages go to it: this where No Local is not set, what the other
     * subscriptions ask for where some have it, null where all do [MQTT-3.8.3-3].
     */
    Target forOwn;

    private Target(
        Session session, QoS qos, boolean retainAsPublished, SubscriptionIdentifiers identifiers) {
      this.session = session;
      this.qos = qos;
      this.retainAsPublished = retainAsPublished;
      this.identifiers = identifiers;
      this.forOwn = this;
    }
  }

  private static final int BYTES_OF_ONE_WORK = 1024;
  private static final int OVERHEAD = 200;
  private static final int TARGET_BYTES = 40;
  private static final int[] NO_IDENTIFIERS = {};
  private static final Target[] NO_TARGETS = {};
  private static final SharedSubscription[] NONE_SHARED = {};

  final Target[] targets;
  final SharedSubscription[] shared;

  /** Of delivering one message, as the loop counts it. */
  final int work;

  /** Of this route, about, in bytes. */
  final int memory;

  /** Hears of each message; null for nobody. */
  final Tap.Listener tap;

  private Route(TopicName topic, Target[] targets, SharedSubscription[] shared, Tap.Listener tap) {
    this.tap = tap;
    this.targets = targets;
    this.shared = shared;
    int identifierBytes = 0;
    for (Target target : targets) {
      identifierBytes += target.identifiers == null ? 0 : target.identifiers.memory();
    }
    work = targets.length + shared.length + identifierBytes / BYTES_OF_ONE_WORK;
    memory =
        OVERHEAD
            + topic.utf8().length
            + TARGET_BYTES * (targets.length + shared.length)
            + identifierBytes;
  }

  /** What subscriptions of one session add up to, however many they are. */
  private static final class Sum {
    private QoS highest = QoS.AT_MOST_ONCE;
    private boolean retainAsPublished;
    private int[] identifiers = NO_IDENTIFIERS;
    private int identifierCount;
    private int size;

    void add(SessionSubscription subscription) {
      QoS granted = subscription.qos();
      highest = granted.compareTo(highest) > 0 ? granted : highest;
      retainAsPublished |= subscription.retainAsPublished();
      size++;
      if (subscription.identifier() != 0) {
        if (identifierCount == identifiers.length) {
          identifiers = Arrays.copyOf(identifiers, Math.max(1, 2 * identifierCount));
        }
        identifiers[identifierCount++] = subscription.identifier();
      }
    }

    Sum copy() {
      Sum copy = new Sum();
      copy.highest = highest;
      copy.retainAsPublished = retainAsPublished;
      copy.identifiers = identifiers.clone();
      copy.identifierCount = identifierCount;
      copy.size = size;
      return copy;
    }

    Target target(Session session) {
      SubscriptionIdentifiers all =
          SubscriptionIdentifiers.of(Arrays.copyOf(identifiers, identifierCount));
      return new Target(session, highest, retainAsPublished, all);
    }
  }

  /** The matching subscriptions of one session. */
  private static final class Matches {
    private static final Matches NOT_ALLOWED = new Matches();

    private final Sum all = new Sum();

    /** Those without No Local; the same while there are no others. */
    private Sum forOwn = all;

    void add(SessionSubscription subscription) {
      boolean noLocal = subscription.noLocal();
      if (noLocal && forOwn == all) {
        forOwn = all.copy();
      }
      all.add(subscription);
      if (!noLocal && forOwn != all) {
        forOwn.add(subscription);
      }
    }

    Target target(Session session) {
      Target target = all.target(session);
      if (forOwn != all) {
        target.forOwn = forOwn.size == 0 ? null : forOwn.target(session);
      }
      return target;
    }
  }

  /** Gathers what matches a topic into its route; who may not receive it is left out. */
  static final class Builder {
    private final TopicName topic;
    private final Map<Session, Matches> bySession = new LinkedHashMap<>();
    private final List<SharedSubscription> shared = new ArrayList<>();
    private int allowed;

    /** How many subscriptions have been looked at. */
    int matches;

    Builder(TopicName topic) {
      this.topic = topic;
    }

    void add(Object match) {
      matches++;
      if (match instanceof SharedSubscription group) {
        shared.add(group);
        return;
      }
      SessionSubscription subscription = (SessionSubscription) match;
      Matches ofSession = bySession.get(subscription.session());
      if (ofSession == null) {
        ofSession = begin(subscription.session());
      }
      if (ofSession != Matches.NOT_ALLOWED) {
        ofSession.add(subscription);
      }
    }

    /** The permission is asked for once, of however many subscriptions. */
    private Matches begin(Session session) {
      boolean mayReceive = session.permissions().mayReceive(topic);
      Matches ofSession = mayReceive ? new Matches() : Matches.NOT_ALLOWED;
      allowed += mayReceive ? 1 : 0;
      bySession.put(session, ofSession);
      return ofSession;
    }

    Route build(Tap.Listener tap) {
      Target[] targets = allowed == 0 ? NO_TARGETS : new Target[allowed];
      int count = 0;
      for (Map.Entry<Session, Matches> each : bySession.entrySet()) {
        if (each.getValue() != Matches.NOT_ALLOWED) {
          targets[count++] = each.getValue().target(each.getKey());
        }
      }
      return new Route(
          topic,
          targets,
          shared.isEmpty() ? NONE_SHARED : shared.toArray(new SharedSubscription[0]),
          tap);
    }
  }
}
