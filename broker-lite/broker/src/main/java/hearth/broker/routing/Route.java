package hearth.broker.routing;

import hearth.broker.session.Session;
import hearth.protocol.packet.QoS;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom the messages of one topic go to, as the subscriptions stood at one generation: one target a
 * session, however many of its subscriptions match.
 */
final class Route {
  /** One session and how the messages go to it. */
  static final class Target {
    final Session session;

    /** The highest that a matching subscription grants [MQTT-3.3.4-2]. */
    final QoS qos;

    final boolean retainAsPublished;

    /** Those of all matching subscriptions [MQTT-3.3.4-3] [MQTT-3.3.4-4], or null. */
    final int[] identifiers;

    /**
     * How the session's own messages go to it: this where No Local is not set, what the other
     * subscriptions ask for where some have it, null where all do [MQTT-3.8.3-3].
     */
    Target forOwn;

    Target(Session session, List<SessionSubscription> matching) {
      this.session = session;
      QoS highest = QoS.AT_MOST_ONCE;
      boolean asPublished = false;
      int[] numbers = new int[matching.size()];
      int count = 0;
      for (SessionSubscription subscription : matching) {
        QoS granted = subscription.options().qos();
        highest = granted.compareTo(highest) > 0 ? granted : highest;
        asPublished |= subscription.options().retainAsPublished();
        if (subscription.identifier() != 0) {
          numbers[count++] = subscription.identifier();
        }
      }
      this.qos = highest;
      this.retainAsPublished = asPublished;
      this.identifiers = count == 0 ? null : Arrays.copyOf(numbers, count);
      this.forOwn = this;
    }
  }

  private static final Target[] NO_TARGETS = {};
  private static final SharedSubscription[] NONE_SHARED = {};

  final Target[] targets;
  final SharedSubscription[] shared;
  final long generation;

  private Route(Target[] targets, SharedSubscription[] shared, long generation) {
    this.targets = targets;
    this.shared = shared;
    this.generation = generation;
  }

  /** Gathers what matches a topic into its route. */
  static final class Builder {
    private final Map<Session, List<SessionSubscription>> bySession = new IdentityHashMap<>();
    private final List<Session> order = new ArrayList<>();
    private final List<SharedSubscription> shared = new ArrayList<>();

    void add(Object match) {
      if (match instanceof SharedSubscription group) {
        shared.add(group);
        return;
      }
      SessionSubscription subscription = (SessionSubscription) match;
      List<SessionSubscription> matching = bySession.get(subscription.session());
      if (matching == null) {
        matching = new ArrayList<>(1);
        bySession.put(subscription.session(), matching);
        order.add(subscription.session());
      }
      matching.add(subscription);
    }

    Route build(long generation) {
      Target[] targets = order.isEmpty() ? NO_TARGETS : new Target[order.size()];
      for (int i = 0; i < targets.length; i++) {
        Session session = order.get(i);
        List<SessionSubscription> matching = bySession.get(session);
        targets[i] = new Target(session, matching);
        if (matching.stream().anyMatch(subscription -> subscription.options().noLocal())) {
          List<SessionSubscription> left =
              matching.stream().filter(subscription -> !subscription.options().noLocal()).toList();
          targets[i].forOwn = left.isEmpty() ? null : new Target(session, left);
        }
      }
      return new Route(
          targets,
          shared.isEmpty() ? NONE_SHARED : shared.toArray(new SharedSubscription[0]),
          generation);
    }
  }
}
