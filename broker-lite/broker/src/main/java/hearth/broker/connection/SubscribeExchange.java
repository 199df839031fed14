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
    new IncrementalTask(connection, broker.loop(), this::goOn, this::end).goOn();
  }

  private boolean goOn() {
    boolean decided =
        IncrementalTask.ofFilters(broker.loop(), packet.subscriptions(), codes, this::grant);
    if (!decided || !sendRetained()) {
      return false;
    }
    answer();
    return true;
  }

  private void end() {
    if (delivery != null) {
      delivery.end();
    }
  }

  private ReasonCode grant(Subscription asked) {
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

  /**
   * Sends the retained messages of one subscription after the other; returns whether all are sent.
   */
  private boolean sendRetained() {
    answerAtOnce();
    while (delivered < granted.size()) {
      Granted next = granted.get(delivered);
      if (delivery == null) {
        delivery = broker.router().retainedFor(next.subscription, next.isNew);
      }
      if (delivery != null && delivery.goOn()) {
        return false;
      }
      position = delivery == null ? position : Math.max(position, delivery.position());
      delivery = null;
      delivered++;
      broker.systemTopics().subscribed(next.subscription);
    }
    return true;
  }

  /** What nothing must remember is answered before the retained messages. */
  private void answerAtOnce() {
    if (position == Journal.NOTHING_TO_WAIT_FOR) {
      answer();
    }
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
