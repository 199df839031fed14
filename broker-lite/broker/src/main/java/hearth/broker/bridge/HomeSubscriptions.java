package hearth.broker.bridge;

import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.protocol.codec.VariableByteInteger;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The subscriptions at home of what leaves. How far the remote has got is remembered where the
 * journal keeps it anyway, in their Subscription Identifiers:
 *
 * <pre>
 *   none --> the remote has never had a message of this session
 *   LINKED --> it may have had some; what is retained it has yet to get whole
 *   more --> it is this server that has what is retained
 * </pre>
 *
 * <p>SUBACK comes when the retained messages are in the session, so that a crash before sends them
 * again, and one after does not.
 */
final class HomeSubscriptions {
  private static final int LINKED = 1;

  /** Subscription Identifiers have 28 bits. */
  private static final int MOST = VariableByteInteger.MAXIMUM;

  private final BridgeSettings settings;
  private final BridgeHome home;
  private int identifier;

  HomeSubscriptions(BridgeSettings settings, BridgeHome home) {
    this.settings = settings;
    this.home = home;
  }

  private Session session() {
    return home.session(settings.outSession());
  }

  /** Whether the session is there with the subscriptions that are wanted, and no others. */
  boolean areReady() {
    return session() != null && missing().isEmpty() && surplus().isEmpty();
  }

  /** Whether the remote may have had messages of the session, and so has a session of it. */
  boolean areLinked() {
    return session() != null
        && session().subscriptions().stream().anyMatch(each -> each.identifier() >= LINKED);
  }

  /** What makes them ready: nothing retained is sent before the remote is there. */
  Deque<ControlPacket> toMakeReady() {
    ArrayDeque<ControlPacket> steps = new ArrayDeque<>();
    if (!surplus().isEmpty()) {
      steps.add(new Unsubscribe(nextIdentifier(), surplus(), Properties.NONE));
    }
    add(steps, missing(), 0, RetainHandling.DO_NOT_SEND);
    return steps;
  }

  /** What is to be remembered before the first message goes to a new session of the remote. */
  Deque<ControlPacket> toLink() {
    ArrayDeque<ControlPacket> steps = new ArrayDeque<>();
    add(steps, settings.out(), LINKED, RetainHandling.DO_NOT_SEND);
    return steps;
  }

  /**
   * What gives a server all that is retained.
   *
   * @param whole whether it has none of it, whatever was remembered
   */
  Deque<ControlPacket> toSendRetained(String server, boolean whole) {
    int mark = mark(server);
    List<TopicMapping> owed =
        settings.out().stream()
            .filter(each -> each.retained() && (whole || identifierOf(each) != mark))
            .toList();
    ArrayDeque<ControlPacket> steps = new ArrayDeque<>();
    if (!whole) {
      add(steps, owed, LINKED, RetainHandling.DO_NOT_SEND);
    }
    add(steps, owed, LINKED, RetainHandling.SEND);
    add(steps, owed, mark, RetainHandling.DO_NOT_SEND);
    return steps;
  }

  private static int mark(String server) {
    return LINKED + 1 + Math.floorMod(server.hashCode(), MOST - LINKED);
  }

  private int identifierOf(TopicMapping mapping) {
    SessionSubscription found = session().subscription(mapping.localFilter());
    return found == null ? 0 : found.identifier();
  }

  private List<TopicMapping> missing() {
    return settings.out().stream().filter(Predicate.not(this::isThere)).toList();
  }

  private boolean isThere(TopicMapping mapping) {
    SessionSubscription found =
        session() == null ? null : session().subscription(mapping.localFilter());
    return found != null && found.qos() == mapping.qos();
  }

  private List<TopicFilter> surplus() {
    Set<TopicFilter> wanted = new HashSet<>();
    settings.out().forEach(each -> wanted.add(each.localFilter()));
    return session() == null
        ? List.of()
        : session().subscriptions().stream()
            .map(SessionSubscription::filter)
            .filter(each -> !wanted.contains(each))
            .toList();
  }

  private void add(
      Deque<ControlPacket> steps,
      List<TopicMapping> mappings,
      int mark,
      RetainHandling retainHandling) {
    if (mappings.isEmpty()) {
      return;
    }
    Properties properties =
        mark == 0
            ? Properties.NONE
            : Properties.builder().add(Property.SUBSCRIPTION_IDENTIFIER, mark).build();
    List<Subscription> subscriptions =
        mappings.stream()
            .map(
                each ->
                    new Subscription(each.localFilter(), each.qos(), true, true, retainHandling))
            .toList();
    steps.add(new Subscribe(nextIdentifier(), subscriptions, properties));
  }

  private int nextIdentifier() {
    identifier = identifier % 0xFFFF + 1;
    return identifier;
  }
}
