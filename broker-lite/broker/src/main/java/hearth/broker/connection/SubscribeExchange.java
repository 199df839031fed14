package hearth.broker.connection;

import hearth.broker.account.Kind;
import hearth.broker.account.Limit;
import hearth.broker.routing.RetainedDelivery;
import hearth.broker.session.Journal;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** SUBSCRIBE (3.8.4). */
final class SubscribeExchange implements Acknowledgements.Refuser {
  private record Granted(SessionSubscription subscription, boolean isNew) {}

  private final Connection connection;
  private final BrokerContext broker;
  private final Session session;
  private final Acknowledgements acknowledgements;
  private final Subscribe packet;
  private final List<ReasonCode> codes = new ArrayList<>(1);
  private final List<Granted> granted = new ArrayList<>(1);
  private long position = Journal.NOTHING_TO_WAIT_FOR;
  private boolean answered;

  /** How many of the granted subscriptions have been sent what is retained. */
  private int delivered;

  private RetainedDelivery delivery;

  SubscribeExchange(
      Connection connection,
      BrokerContext broker,
      Session session,
      Acknowledgements acknowledgements,
      Subscribe packet) {
    this.connection = connection;
    this.broker = broker;
    this.session = session;
    this.acknowledgements = acknowledgements;
    this.packet = packet;
  }

  /** Answers the packet, at once or, where it asks for very much, in turns of the loop. */
  void begin() {
    new IncrementalTask(connection, this::goOn, this::end, this::memory).goOn();
  }

  private int memory() {
    return packet.subscriptions().stream()
        .mapToInt(each -> IncrementalTask.memory(each.filter()))
        .sum();
  }

  /**
   * Decides filter after filter, answers, then sends what is retained for them; whether all is
   * done.
   */
  private boolean goOn() {
    List<Subscription> asked = packet.subscriptions();
    for (int done = 0; codes.size() < asked.size(); done++) {
      if (IncrementalTask.isTurnOver(broker.loop(), done)) {
        return false;
      }
      broker.loop().charge(Connection.COST_OF_EXPENSIVE);
      codes.add(decide(asked.get(codes.size())));
    }
    if (position == Journal.NOTHING_TO_WAIT_FOR) {
      answer(); // What nothing must remember is answered before the retained messages.
    }
    while (delivered < granted.size()) {
      if (hasMoreAfterSending(granted.get(delivered))) {
        return false;
      }
      delivered++;
    }
    answer();
    return true;
  }

  private void end() {
    if (delivery != null) {
      delivery.end();
    }
  }

  private ReasonCode decide(Subscription asked) {
    Subscription subscription = connection.isBridge() ? asked.ofBridge() : asked;
    ReasonCode refusal = refusal(subscription);
    if (refusal != null) {
      return refusal;
    }
    int[] identifiers = packet.properties().subscriptionIdentifiers();
    int identifier = identifiers.length == 0 ? 0 : identifiers[0];
    boolean isNew = session.subscription(subscription.filter()) == null;
    SessionSubscription added = broker.subscriptions().add(session, subscription, identifier);
    if (session.isPersistent()) {
      position = broker.journal().subscribed(session, added);
    }
    granted.add(new Granted(added, isNew));
    return ReasonCode.granted(subscription.qos());
  }

  /** Sends what is retained for a subscription, as much as there is room for. */
  private boolean hasMoreAfterSending(Granted next) {
    if (delivery == null) {
      delivery = broker.router().retainedFor(next.subscription, next.isNew);
    }
    if (delivery.goOn()) {
      return true;
    }
    position = Math.max(position, delivery.position());
    delivery = null;
    broker.systemTopics().subscribed(next.subscription);
    return false;
  }

  /**
   * [MQTT-3.8.4-1] [MQTT-3.8.4-2] [MQTT-3.8.4-6]: one answer, in their order. To a session that
   * lasts it promises the retained messages, too, which come to it once.
   */
  private void answer() {
    if (!answered) {
      answered = true;
      SubAck answer = new SubAck(packet.packetIdentifier(), codes, Properties.NONE);
      acknowledgements.send(position, answer, this);
    }
  }

  private ReasonCode refusal(Subscription subscription) {
    TopicFilter filter = subscription.filter();
    byte[] utf8 = filter.toString().getBytes(StandardCharsets.UTF_8);
    if (!broker.limits().fits(utf8)) {
      refused(
          filter,
          ReasonCode.TOPIC_FILTER_INVALID,
          "the Topic Filter is too long (" + ConnectionLimits.OF_TOPICS + ")");
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    if (!session.permissions().maySubscribe(filter)) {
      refused(filter, ReasonCode.NOT_AUTHORIZED, session.permissions().whyNotSubscribe(filter));
      return ReasonCode.NOT_AUTHORIZED;
    }
    ReasonCode ofSystem =
        broker
            .systemTopics()
            .refusal(session, filter, (reason, why) -> refused(filter, reason, why));
    if (ofSystem != null) {
      return ofSystem;
    }
    if (broker.overload().isShort() && session.subscription(filter) == null) {
      refused(filter, ReasonCode.QUOTA_EXCEEDED, PacketHandler.MEMORY_IS_SHORT);
      return ReasonCode.QUOTA_EXCEEDED;
    }
    String full = session.account().whyNot(Kind.SUBSCRIPTION, SessionSubscription.memory(filter));
    if (full != null && session.subscription(filter) == null) {
      refused(filter, ReasonCode.QUOTA_EXCEEDED, full);
      return ReasonCode.QUOTA_EXCEEDED;
    }
    if (session.subscriptions().size() >= broker.sessions().limits().subscriptions()
        && session.subscription(filter) == null) {
      refused(
          filter,
          ReasonCode.QUOTA_EXCEEDED,
          "it has "
              + session.subscriptions().size()
              + " subscriptions, and no more are allowed ("
              + Limit.SUBSCRIPTIONS
              + ")");
      return ReasonCode.QUOTA_EXCEEDED;
    }
    return null;
  }

  private void refused(TopicFilter filter, ReasonCode reason, String why) {
    connection.refused("subscribe to " + filter, reason, why);
  }

  @Override
  public void notStored(ControlPacket answer) {
    for (Granted each : granted) {
      if (each.isNew) {
        broker.subscriptions().remove(session, each.subscription.filter());
      }
    }
    List<ReasonCode> failed =
        Collections.nCopies(packet.subscriptions().size(), ReasonCode.UNSPECIFIED_ERROR);
    connection.send(new SubAck(packet.packetIdentifier(), failed, Properties.NONE));
  }
}
