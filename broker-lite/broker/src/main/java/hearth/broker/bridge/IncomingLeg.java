package hearth.broker.bridge;

import hearth.broker.message.BridgePath;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * What comes: the remote sends it as to any subscriber, and each packet of a delivery goes through
 * to the broker at home with its Packet Identifier.
 *
 * <p>By default its session at the remote ends with its connection, so that a command of yesterday
 * switches nothing today; its Client Identifier is another each time, since some clusters lock one
 * out whose node is dead.
 */
final class IncomingLeg extends Leg {
  private static final int SUBSCRIBE = 1;
  private static final int UNSUBSCRIBE = 2;
  private static final int PROBE = 3;

  /** A remote of 3.1.1 sends what it likes before it has an answer; so many wait here. */
  private static final int MAX_HELD = 5000;

  private final Set<String> names;
  private final RandomGenerator random;
  private final ArrayDeque<Publish> held = new ArrayDeque<>();
  private long heldBytes;

  /** Packet Identifiers of messages that the home has not answered to the end. */
  private final Set<Integer> open = new HashSet<>();

  private final RemoteSubscriptions remembered;
  private final RefusedSubscriptions refused;
  private boolean forwards;

  /** Whether the remote owes the answer to a probe. */
  private boolean isProbing;

  IncomingLeg(Bridge.Parts parts, BridgeCounts counts) {
    super(parts, counts, "in");
    this.names = parts.names();
    this.random = parts.random();
    this.remembered = new RemoteSubscriptions(settings, home);
    this.refused = new RefusedSubscriptions(loop, settings, parts.servers().size());
  }

  private boolean isKept() {
    return settings.keepFor() > 0;
  }

  // ---- the way to RUNNING

  @Override
  void begin() {
    connect();
  }

  @Override
  Connect connectPacket(MqttVersion version) {
    String suffix = isKept() ? "-in" : "-in-" + Integer.toHexString(random.nextInt());
    Properties asked =
        Properties.builder()
            .add(Property.SESSION_EXPIRY_INTERVAL, settings.keepFor())
            .add(Property.RECEIVE_MAXIMUM, home.receiveMaximum())
            .add(Property.MAXIMUM_PACKET_SIZE, home.maximumPacketSize())
            .build();
    return connect(version, !isKept(), settings.clientIdentifier() + suffix, asked);
  }

  /** Identifiers of a session that the remote no longer has would have new messages vanish. */
  @Override
  void accepted() {
    boolean goesOn = isKept() && limits.sessionPresent();
    openHome(settings.inSession(), !goesOn, isKept(), 1);
  }

  private void welcomed() {
    forwards = true;
    if (isKept()) {
      local.send(remembered.toRemember());
    } else {
      subscribe();
    }
    flow();
    readOnOrNot();
  }

  /** What is asked for at the remote is remembered first, for the time when it is not any more. */
  private void subscribe() {
    List<TopicFilter> old = isKept() ? remembered.old() : List.of();
    if (!old.isEmpty()) {
      Logger.info("Bridge {}: no longer asks the remote for {}", settings.name(), old);
      remote.send(new Unsubscribe(UNSUBSCRIBE, old, Properties.NONE));
    }
    ask(settings.in());
  }

  private void unsubscribed() {
    if (local != null && !remembered.old().isEmpty()) {
      local.send(remembered.toForget());
    }
  }

  private Subscription subscription(TopicMapping mapping) {
    RetainHandling retained =
        !mapping.retained()
            ? RetainHandling.DO_NOT_SEND
            : isKept() ? RetainHandling.SEND_IF_NEW : RetainHandling.SEND;
    return new Subscription(mapping.remoteFilter(), mapping.qos(), true, true, retained);
  }

  private void subscribed(SubAck answer) {
    refused.answered(answer.reasonCodes(), this::askAgain);
    if (state == LegState.SPLICING) {
      running();
    }
  }

  /**
   * The other direction has lost this server. One that is cut off from its cluster answers pings,
   * and sends nothing; but it can take no subscription.
   */
  void verify(BridgeServer doubtful) {
    if (state == LegState.RUNNING
        && !isProbing
        && servers() > 1
        && server().equals(doubtful)
        && refused.toAsk().isEmpty()) {
      List<Subscription> one = List.of(new Subscription(probed(), QoS.AT_LEAST_ONCE));
      isProbing = true;
      subscribe(new Subscribe(PROBE, one, Properties.NONE));
    }
  }

  private TopicFilter probed() {
    return probe(settings.clientIdentifier() + "-in");
  }

  private void verified(SubAck answer) {
    isProbing = false;
    if (answer.reasonCodes().get(0).isError()) {
      failed("it takes no subscription any more");
    } else {
      remote.send(new Unsubscribe(PROBE, List.of(probed()), Properties.NONE));
    }
  }

  private void askAgain() {
    if (refused.leavesServer()) {
      failed("it refuses a subscription");
    } else {
      ask(refused.toAsk());
    }
  }

  private void ask(List<TopicMapping> mappings) {
    refused.asked(mappings);
    subscribe(
        new Subscribe(
            SUBSCRIBE, mappings.stream().map(this::subscription).toList(), Properties.NONE));
  }

  @Override
  boolean isWhole() {
    return super.isWhole() && refused.toAsk().isEmpty();
  }

  @Override
  String said() {
    return super.said() + refused.said();
  }

  @Override
  void disconnected(boolean byRemote) {
    forwards = false;
    isProbing = false;
    refused.disconnected();
    held.clear();
    heldBytes = 0;
    open.clear();
  }

  /** Until the home has let it in nothing that comes would make room. */
  @Override
  boolean mustWait() {
    return !forwards && !held.isEmpty();
  }

  // ---- packets

  @Override
  void onRemotePacket(ControlPacket packet) throws MqttProtocolException {
    if (packet instanceof Publish publish) {
      if (publish.topic() == null
          || held.size() >= MAX_HELD
          || heldBytes >= home.maximumPacketSize()) {
        throw new MqttProtocolException(
            ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "it sends more than can be taken");
      }
      held.add(publish);
      heldBytes += memory(publish);
      flow();
    } else if (packet instanceof PubRel release && local != null) {
      local.send(new PubRel(release.packetIdentifier()));
    } else if (packet instanceof SubAck answer && answer.packetIdentifier() == PROBE) {
      verified(answer);
    } else if (packet instanceof SubAck answer) {
      subscribed(answer);
    } else if (packet instanceof UnsubAck answer) {
      if (answer.packetIdentifier() == UNSUBSCRIBE) {
        unsubscribed();
      }
    } else {
      Logger.debug("Bridge {}: {} from the remote means nothing", settings.name(), packet);
    }
  }

  private void flow() {
    while (forwards && !held.isEmpty() && mayGo(held.peek())) {
      Publish next = held.poll();
      heldBytes -= memory(next);
      take(next);
    }
  }

  private static int memory(Publish publish) {
    return publish.payload().length + publish.properties().memory();
  }

  private boolean mayGo(Publish publish) {
    return publish.qos() == QoS.AT_MOST_ONCE
        || open.size() < home.receiveMaximum()
        || open.contains(publish.packetIdentifier());
  }

  private void take(Publish publish) {
    Publish incoming = incoming(publish);
    if (incoming == null) {
      counts.ignored++;
      answerAtRemote(publish);
      return;
    }
    counts.received++;
    if (publish.qos() != QoS.AT_MOST_ONCE) {
      open.add(publish.packetIdentifier());
    }
    local.send(incoming);
  }

  /** As it is at home; null where it is not to come. */
  private Publish incoming(Publish publish) {
    String path = BridgePath.of(publish.properties());
    TopicMapping mapping = mapping(publish.topic());
    boolean isOld = publish.retain() && !limits.version().hasProperties();
    boolean mayPass = path.isEmpty() || (settings.transit() && !BridgePath.passes(path, names));
    if (mapping == null
        || !mayPass
        // Before 5.0 only what was retained before the subscription says that it is.
        || (isOld && !mapping.retained())) {
      return null;
    }
    return new Publish(
        publish.dup(),
        publish.qos(),
        publish.retain() && mapping.retained(),
        mapping.toLocal(publish.topic()),
        publish.packetIdentifier(),
        BridgePath.along(
            withoutResponse(publish.properties()),
            BridgePath.extended(path, settings.clientIdentifier())),
        publish.payload());
  }

  /**
   * A topic of the remote's that nobody here knows; answers would go wherever its name leads here.
   */
  private static Properties withoutResponse(Properties properties) {
    return properties.without(Property.RESPONSE_TOPIC).without(Property.CORRELATION_DATA);
  }

  private TopicMapping mapping(TopicName topic) {
    return settings.in().stream()
        .filter(each -> each.toLocal(topic) != null)
        .findFirst()
        .orElse(null);
  }

  /** It does not come, and is done at the remote; a PUBREL that follows the home answers. */
  private void answerAtRemote(Publish publish) {
    if (publish.qos() == QoS.AT_LEAST_ONCE) {
      remote.send(new PubAck(publish.packetIdentifier()));
    } else if (publish.qos() == QoS.EXACTLY_ONCE) {
      remote.send(new PubRec(publish.packetIdentifier()));
    }
  }

  @Override
  void onHomePacket(ControlPacket packet) throws MqttProtocolException {
    if (packet instanceof ConnAck answer) {
      if (isWelcomed(answer)) {
        welcomed();
      }
    } else if (packet instanceof PubAck ack) {
      answered(ack.packetIdentifier(), ack.reasonCode(), packet);
    } else if (packet instanceof PubRec received) {
      answered(received.packetIdentifier(), received.reasonCode(), packet);
    } else if (packet instanceof SubAck) {
      subscribe();
    } else if (packet instanceof PubComp complete) {
      done(complete.packetIdentifier());
      remote.send(new PubComp(complete.packetIdentifier()));
    }
  }

  private void answered(int identifier, ReasonCode code, ControlPacket answer) {
    if (code == ReasonCode.QUOTA_EXCEEDED) {
      failed("the broker at home takes nothing more now");
      return;
    }
    if (code.isError()) {
      // Its log has told which, as of any client that may not.
      Logger.debug("Bridge {}: the broker at home refuses a message: {}", settings.name(), code);
      counts.refusedAtHome++;
    }
    remote.send(answer);
    if (answer instanceof PubAck || code.isError()) {
      done(identifier);
    }
  }

  private void done(int identifier) {
    open.remove(identifier);
    flow();
  }
}
