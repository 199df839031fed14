package hearth.broker.bridge;

import static hearth.protocol.packet.Subscription.RetainHandling.DO_NOT_SEND;

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
 * <p>With the first two goes whether all that was published since the session began was queued:
 * then what is retained and still waits is not sent twice. Where a subscription came later, or
 * messages were dropped, it has gaps, and all that is retained is sent.
 *
 * <p>SUBACK comes when the retained messages are in the session, so that a crash before sends them
 * again, and one after does not.
 */
final class HomeSubscriptions {
  private static final int NONE = 0;

  private static final int LINKED = 1;
  private static final int LINKED_WITH_GAPS = 2;

  /** Subscription Identifiers have 28 bits. */
  private static final int MAX = VariableByteInteger.MAXIMUM;

  private static final int NONE_WITH_GAPS = MAX;

  private final Departure departure;
  private final BridgeHome home;
  private int identifier;

  /** Those that the broker at home does not grant, by its rules as they are now. */
  private final Set<TopicFilter> refused = new HashSet<>();

  /** Gaps of the session that are remembered, or made good. */
  private long gapsRemembered;

  /** Those that there were when all that is retained was last sent. */
  private long gapsSent;

  /** Whether what was retained with QoS 0 and missed is being sent. */
  private boolean sendsMissed;

  HomeSubscriptions(Departure departure, BridgeHome home) {
    this.departure = departure;
    this.home = home;
  }

  private Session session() {
    return home.session(departure.session());
  }

  /** Whether the session is there with the subscriptions that are wanted, and no others. */
  boolean areReady() {
    return session() != null
        && missing().isEmpty()
        && surplus().isEmpty()
        && session().gaps() == gapsRemembered;
  }

  /** The broker at home is asked anew for all. */
  void begin() {
    refused.clear();
  }

  /** The broker at home does not grant one. */
  void refused(TopicFilter filter) {
    refused.add(filter);
  }

  /** Gaps are remembered from now on where the broker at home has taken {@link #toMakeReady}. */
  void madeReady() {
    gapsRemembered = session() == null ? 0 : session().gaps();
  }

  /** Whether the remote may have had messages of the session, and so has a session of it. */
  boolean areLinked() {
    return session() != null
        && session().subscriptions().stream()
            .anyMatch(each -> each.identifier() >= LINKED && each.identifier() < NONE_WITH_GAPS);
  }

  /** What makes them ready: nothing retained is sent before the remote is there. */
  Deque<ControlPacket> toMakeReady() {
    ArrayDeque<ControlPacket> steps = new ArrayDeque<>();
    if (!surplus().isEmpty()) {
      steps.add(new Unsubscribe(nextIdentifier(), surplus(), Properties.NONE));
    }
    boolean isNew = session().subscriptions().isEmpty();
    boolean hasGaps = session().gaps() != gapsRemembered;
    int withGaps = areLinked() ? LINKED_WITH_GAPS : NONE_WITH_GAPS;
    if (hasGaps) {
      add(steps, there(), withGaps, DO_NOT_SEND);
    }
    add(steps, missing(), isNew && !hasGaps ? NONE : withGaps, DO_NOT_SEND);
    return steps;
  }

  /** What is to be remembered before the first message goes to a new session of the remote. */
  Deque<ControlPacket> toLink() {
    ArrayDeque<ControlPacket> steps = new ArrayDeque<>();
    add(steps, there(), hasGaps() ? LINKED_WITH_GAPS : LINKED, DO_NOT_SEND);
    return steps;
  }

  /**
   * What gives a server all that is retained.
   *
   * @param whole whether it has none of it, whatever was remembered
   */
  Deque<ControlPacket> toSendRetained(String server, boolean whole) {
    int mark = mark(server);
    boolean all = whole || session().gaps() != gapsRemembered;
    gapsSent = session().gaps();
    List<TopicMapping> retained = there().stream().filter(TopicMapping::retained).toList();
    List<TopicMapping> owed =
        retained.stream().filter(each -> all || identifierOf(each) != mark).toList();
    if (session().missesRetained()) {
      sendsMissed = true;
      session().missesRetained(false);
      if (owed.isEmpty()) {
        return toSendMissed(retained, mark);
      }
      owed = retained;
    }
    int begun = hasGaps() ? LINKED_WITH_GAPS : LINKED;
    ArrayDeque<ControlPacket> steps = new ArrayDeque<>();
    if (!whole) {
      add(steps, owed, begun, DO_NOT_SEND);
    }
    add(steps, owed, begun, RetainHandling.SEND);
    add(steps, owed, mark, DO_NOT_SEND);
    return steps;
  }

  /** What was retained with QoS 0 while the link was dead waits nowhere. */
  private Deque<ControlPacket> toSendMissed(List<TopicMapping> retained, int mark) {
    session().wantsMissedOnly(true);
    ArrayDeque<ControlPacket> steps = new ArrayDeque<>();
    add(steps, retained, mark, RetainHandling.SEND);
    return steps;
  }

  /** All that {@link #toSendRetained} asks for is in the session. */
  void retainedSent() {
    sendsMissed = false;
    session().wantsMissedOnly(false);
    gapsRemembered = gapsSent;
  }

  /** The link is gone: what is still to be sent of that is missed again. */
  void linkLost() {
    if (sendsMissed && session() != null) {
      session().missesRetained(true);
    }
    sendsMissed = false;
  }

  private static int mark(String server) {
    int first = LINKED_WITH_GAPS + 1;
    return first + Math.floorMod(server.hashCode(), NONE_WITH_GAPS - first);
  }

  /** Whether something may not be in the session that was published since it began. */
  boolean hasGaps() {
    return session().gaps() != gapsRemembered
        || there().stream()
            .mapToInt(this::identifierOf)
            .anyMatch(each -> each == LINKED_WITH_GAPS || each == NONE_WITH_GAPS);
  }

  private int identifierOf(TopicMapping mapping) {
    SessionSubscription found = session().subscription(mapping.localFilter());
    return found == null ? 0 : found.identifier();
  }

  private List<TopicMapping> missing() {
    return departure.topics().stream()
        .filter(each -> !isThere(each) && !refused.contains(each.localFilter()))
        .toList();
  }

  private List<TopicMapping> there() {
    return departure.topics().stream().filter(this::isThere).toList();
  }

  private boolean isThere(TopicMapping mapping) {
    SessionSubscription found =
        session() == null ? null : session().subscription(mapping.localFilter());
    return found != null && found.qos() == mapping.qos();
  }

  private List<TopicFilter> surplus() {
    Set<TopicFilter> wanted = new HashSet<>();
    departure.topics().forEach(each -> wanted.add(each.localFilter()));
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
