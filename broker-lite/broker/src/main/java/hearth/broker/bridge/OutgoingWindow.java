package hearth.broker.bridge;

import hearth.broker.message.BridgePath;
import hearth.io.loop.Timer;
import hearth.io.loop.TokenBucket;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tinylog.Logger;

/**
 * The messages between home and remote on one connection: those that the home has sent and the
 * remote has not answered. The home sends as many as the remote's Receive Maximum and its own
 * limits of what is in flight allow; what may not go yet, on a slow link, at a limited rate or
 * after an accident, is held here. A home that is not read would hold its publishers back.
 */
final class OutgoingWindow {
  private static final int IDENTIFIERS = 0x1_0000;

  private static final long SECOND = 1_000_000_000L;

  /** The first that is answered may have been sent before the message. */
  private static final int PROVING_PINGS = 2;

  private final OutgoingLeg leg;
  private final Set<String> names;
  private final Accidents accidents;
  private final TokenBucket rate;
  private final ArrayDeque<Publish> held = new ArrayDeque<>();

  /** Sent and not answered, by Packet Identifier, in their order: what the home has sent. */
  private final Map<Integer, Publish> unanswered = new LinkedHashMap<>();

  /** Sent on this connection. */
  private final BitSet sent = new BitSet(IDENTIFIERS);

  /** Whose PUBREL the bridge answers: the remote does not wait for it. */
  private final BitSet settled = new BitSet(IDENTIFIERS);

  private final ResentMessages resent = new ResentMessages();
  private final AnswerWatch watch;

  /** The server that was asked about messages. */
  private BridgeServer asked;

  /** What was retained with QoS 0 found the link full. */
  private boolean isRetainedLost;

  /** Pings whose answers say that the remote has read what was last retained with QoS 0. */
  private int pingsToProve;

  private RemoteLimits limits;
  private QoS maximumQoS = QoS.EXACTLY_ONCE;
  private boolean saidNoRetain;
  private boolean saidNoQoS2;
  private Timer timer;

  OutgoingWindow(OutgoingLeg leg, Set<String> names) {
    this.leg = leg;
    this.names = names;
    this.watch = new AnswerWatch(leg.servers());
    this.accidents = new Accidents(leg.settings.name());
    int perSecond = leg.settings.rate();
    this.rate =
        perSecond == 0
            ? null
            : new TokenBucket(
                Math.max(1, perSecond / 10), SECOND / perSecond, leg.loop.clock().nanoTime());
  }

  /** A connection has begun. */
  void begin(RemoteLimits limits) {
    this.limits = limits;
    maximumQoS = limits.maximumQos();
    sent.clear();
    settled.clear();
    if (!limits.sessionPresent() || !leg.server().equals(asked)) {
      resent.clear();
    }
    accidents.begin(limits.receiveMaximum(), now());
  }

  /** The remote takes no higher QoS, as far as it has said. */
  void atMost(QoS granted) {
    // It grants what was asked for or less; QoS 0 alone would be a rule for this one topic.
    if (granted == QoS.AT_LEAST_ONCE) {
      maximumQoS = granted;
    }
  }

  void disconnected(boolean byRemote) {
    if (unanswered.isEmpty()) {
      accidents.endedIdle();
    } else if (byRemote) {
      accidents.happened(unanswered.values().iterator().next(), unanswered.size());
    }
    if (isRetainedLost || pingsToProve > 0) {
      leg.missesRetained();
    }
    isRetainedLost = false;
    pingsToProve = 0;
    held.clear();
    unanswered.clear();
    resent.disconnected();
    watch.disconnected();
    if (timer != null) {
      timer.cancel();
    }
  }

  // ---- from home to remote

  /** The home has sent a message. */
  void offer(Publish publish) {
    if (publish.qos() == QoS.AT_MOST_ONCE) {
      offerOnce(publish);
      return;
    }
    held.add(publish);
    flow();
  }

  private void offerOnce(Publish publish) {
    if (isDeletion(publish)) {
      leg.deleted.deleted(publish.topic());
    }
    if (leg.forwards()) {
      sendOnce(publish);
    } else if (publish.retain()) {
      leg.missesRetained();
    }
  }

  private void sendOnce(Publish publish) {
    Publish outgoing = outgoing(publish);
    if (outgoing == null) {
      return;
    }
    if (leg.remote.isFull()) { // and what is lost is told by a figure: nobody was promised it
      leg.counts.dropped++;
      isRetainedLost |= outgoing.retain();
      return;
    }
    byte[] bytes = leg.remote.encode(outgoing);
    if (bytes.length > limits.maximumPacketSize()) {
      setAside(publish, "is larger than the remote takes");
    } else {
      sendOnce(publish.topic(), outgoing, bytes);
    }
  }

  private void sendOnce(TopicName atHome, Publish outgoing, byte[] bytes) {
    leg.counts.sent++;
    leg.remote.send(bytes);
    pingsToProve = outgoing.retain() ? PROVING_PINGS : pingsToProve;
    if (isDeletion(outgoing)) {
      leg.deleted.sentOnce(atHome);
    }
  }

  private static boolean isDeletion(Publish publish) {
    return publish.retain() && publish.payload().length == 0;
  }

  /** Whether nothing is held back. */
  boolean holdsNothing() {
    return held.isEmpty();
  }

  /** Has the remote delete what it retains of these topics of home, as far as the link takes it. */
  void delete(List<TopicName> topics) {
    for (TopicName each : topics) {
      if (leg.remote.isFull()) {
        return;
      }
      sendOnce(new Publish(false, QoS.AT_MOST_ONCE, true, each, 0, Properties.NONE, new byte[0]));
    }
  }

  /** Whether messages wait for an answer, and none was sent again: those are asked about later. */
  boolean awaitsAnswers() {
    return watch.waiting() > 0 && resent.isEmpty();
  }

  /** What pings that are answered, and messages that are not, say of the remote. */
  AnswerWatch watch() {
    return watch;
  }

  /** The remote has answered a ping. */
  void pingAnswered() {
    pingsToProve = Math.max(0, pingsToProve - 1);
  }

  /** Sends of what is held as much as may go now. */
  void flow() {
    while (leg.forwards()
        && !held.isEmpty()
        && unanswered.size() < accidents.window()
        && !leg.remote.isFull()) {
      long wait = accidents.nanosToWait(now());
      if (wait > 0 || (rate != null && !rate.take(now()))) {
        flowIn(wait > 0 ? wait : SECOND / leg.settings.rate());
        return;
      }
      send(held.poll());
    }
  }

  /** Bytes of the largest message that the remote has yet to answer. */
  long largestUnanswered() {
    return unanswered.values().stream().mapToLong(each -> each.payload().length).max().orElse(0);
  }

  private void flowIn(long nanos) {
    if (timer == null || !timer.isPending()) {
      timer = leg.loop.schedule(nanos, this::flow);
    }
  }

  private long now() {
    return leg.loop.clock().nanoTime();
  }

  private void send(Publish publish) {
    Publish outgoing = outgoing(publish);
    if (outgoing == null) {
      answerAtHome(publish);
      return;
    }
    if (outgoing.dup() && resent.wasAsked(publish.packetIdentifier())) {
      askAgain(publish);
      return;
    }
    byte[] bytes = leg.remote.encode(outgoing);
    if (bytes.length > limits.maximumPacketSize()) {
      setAside(publish, "is larger than the remote takes");
      answerAtHome(publish);
    } else if (accidents.isGuilty(publish)) {
      setAside(publish, "has ended the connection each time it was sent");
      accidents.forget();
      answerAtHome(publish);
    } else if (outgoing.qos() == QoS.AT_MOST_ONCE) {
      if (isDeletion(outgoing)) {
        leg.deleted.deleted(publish.topic());
      }
      sendOnce(publish.topic(), outgoing, bytes);
      goneAtHome(publish);
    } else {
      unanswered.put(publish.packetIdentifier(), publish);
      sent.set(publish.packetIdentifier());
      resent.remove(publish.packetIdentifier());
      if (outgoing.dup()) {
        resent.add(publish.packetIdentifier());
      } else {
        watch.sent(publish.packetIdentifier());
      }
      accidents.sent(now());
      leg.counts.sent++;
      leg.remote.send(bytes);
      if (isDeletion(outgoing)) {
        leg.deleted.sent(publish.topic(), leg.serverName());
      }
    }
  }

  /** The remote was asked about it by an earlier connection, and may have had all of it. */
  private void askAgain(Publish publish) {
    unanswered.put(publish.packetIdentifier(), publish);
    resent.askedAgain(publish.packetIdentifier());
    ask(publish.packetIdentifier());
  }

  /** As the remote is to have it; null where it is to have none. */
  private Publish outgoing(Publish publish) {
    String path = BridgePath.of(publish.properties());
    TopicName topic = mayPass(path) ? leg.departure.toRemote(publish.topic()) : null;
    if (topic == null) {
      leg.counts.ignored++;
      return null;
    }
    QoS qos = publish.qos().compareTo(maximumQoS) > 0 ? maximumQoS : publish.qos();
    if (qos != publish.qos()) {
      sayNoQoS2();
    }
    return new Publish(
        // In a new session no message is there for the second time.
        publish.dup() && qos != QoS.AT_MOST_ONCE && limits.sessionPresent(),
        qos,
        publish.retain() && mayRetain(),
        topic,
        qos == QoS.AT_MOST_ONCE ? 0 : publish.packetIdentifier(),
        BridgePath.along(
            publish.properties(), BridgePath.extended(path, leg.settings.clientIdentifier())),
        publish.payload());
  }

  /** Whether a message that came along this path may leave. */
  boolean mayPass(String path) {
    return path.isEmpty() || (leg.settings.transit() && !BridgePath.passes(path, names));
  }

  private boolean mayRetain() {
    if (!limits.retainAvailable() && !saidNoRetain) {
      saidNoRetain = true;
      Logger.warn("Bridge {}: the remote retains nothing", leg.settings.name());
    }
    return limits.retainAvailable();
  }

  private void sayNoQoS2() {
    if (!saidNoQoS2) {
      saidNoQoS2 = true;
      Logger.warn(
          "Bridge {}: the remote supports no QoS above {}: what leaves may arrive twice after a"
              + " failure",
          leg.settings.name(),
          maximumQoS.level());
    }
  }

  private void setAside(Publish publish, String why) {
    leg.counts.setAside++;
    Logger.error(
        "Bridge {}: a message of {} bytes to {} {} and does not leave",
        leg.settings.name(),
        publish.payload().length,
        publish.topic(),
        why);
  }

  /** It does not leave, and is done at home. */
  private void answerAtHome(Publish publish) {
    int identifier = publish.packetIdentifier();
    if (publish.qos() == QoS.AT_LEAST_ONCE) {
      leg.local.send(new PubAck(identifier));
    } else if (publish.qos() == QoS.EXACTLY_ONCE) {
      leg.local.send(new PubRec(identifier, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR));
    }
    if (maximumQoS == QoS.AT_MOST_ONCE) {
      settled.set(identifier);
    }
  }

  /** It has gone with QoS 0, the highest that the remote takes: nobody will answer it. */
  private void goneAtHome(Publish publish) {
    int identifier = publish.packetIdentifier();
    if (publish.qos() == QoS.AT_LEAST_ONCE) {
      leg.local.send(new PubAck(identifier));
    } else {
      settled.set(identifier);
      leg.local.send(new PubRec(identifier));
    }
  }

  // ---- from remote to home

  /** The remote has answered; returns the QoS that the home waits with, null where it does not. */
  QoS answered(int identifier, ReasonCode code) {
    Publish publish = unanswered.remove(identifier);
    resent.remove(identifier);
    watch.answered(identifier);
    if (publish == null) {
      return null;
    }
    accidents.answered();
    if (code.isError()) {
      leg.counts.refused++;
      Logger.warn(
          "Bridge {}: the remote refuses a message to {}: {}",
          leg.settings.name(),
          publish.topic(),
          code);
    }
    return publish.qos();
  }

  /**
   * The remote has answered a ping. Where it says nothing to a message of QoS 2 that was sent
   * again, it is asked by a PUBREL whether it has it, which is no error after a connection has
   * broken (5.0, 3.7.2.1).
   *
   * @return whether it stays silent about a message, and nothing else helps than a new session
   */
  boolean isMutedAfterPing() {
    resent.pinged();
    for (int identifier : resent.toAsk()) {
      boolean mayAsk = limits.version().hasProperties() && maximumQoS == QoS.EXACTLY_ONCE;
      if (!mayAsk || unanswered.get(identifier).qos() != QoS.EXACTLY_ONCE) {
        return true;
      }
      ask(identifier);
    }
    return resent.hasGivenUp();
  }

  private void ask(int identifier) {
    asked = leg.server();
    leg.remote.send(new PubRel(identifier));
  }

  /** Whether a PUBCOMP says that the remote has a message whose PUBREC never came. */
  boolean isAsked(int identifier) {
    return resent.isAsked(identifier);
  }

  /** The remote waits for no PUBREL of it. */
  void settles(int identifier) {
    settled.set(identifier);
  }

  /**
   * The remote has it whole by its first answer where it knows no QoS 2.
   *
   * @param whole whether that answer was a PUBACK
   */
  void settlesItself(int identifier, boolean whole) {
    if (whole) {
      settles(identifier);
      if (maximumQoS == QoS.EXACTLY_ONCE) {
        maximumQoS = QoS.AT_LEAST_ONCE;
        sayNoQoS2();
      }
    }
  }

  /**
   * Whether the bridge answers a PUBREL in the remote's stead: one of a message that the remote has
   * whole, or that an earlier session of the remote has answered.
   */
  boolean settlesRelease(int identifier, boolean isNewAtRemote) {
    boolean knowsNoQoS2 = maximumQoS != QoS.EXACTLY_ONCE;
    boolean isOfEarlier = isNewAtRemote && !sent.get(identifier);
    boolean own = settled.get(identifier);
    settled.clear(identifier);
    return own || knowsNoQoS2 || isOfEarlier;
  }
}
