package hearth.broker.connection;

import hearth.broker.access.ReservedTopics;
import hearth.broker.account.Kind;
import hearth.broker.message.BridgePath;
import hearth.broker.message.Message;
import hearth.broker.message.PublisherProperty;
import hearth.broker.routing.ResponseTopics;
import hearth.broker.routing.Router;
import hearth.broker.session.Journal;
import hearth.broker.session.Permissions;
import hearth.broker.session.Session;
import hearth.broker.sys.SystemRequest;
import hearth.protocol.delivery.InboundTopicAliases;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.Utf8;
import java.util.List;

/**
 * PUBLISH (3.3.4) and what follows of it, until the message is answered and, of QoS 2, released.
 * One for all messages of a client.
 */
final class PublishExchange implements Acknowledgements.Refuser {
  /** Of a Topic Name's objects and its place, about, in bytes. */
  private static final int ALIAS_MEMORY = 64;

  private final Connection connection;
  private final BrokerContext broker;
  private final Session session;
  private final Acknowledgements acknowledgements;

  /** Null until the client sets one. */
  private InboundTopicAliases aliases;

  PublishExchange(
      Connection connection,
      BrokerContext broker,
      Session session,
      Acknowledgements acknowledgements) {
    this.connection = connection;
    this.broker = broker;
    this.session = session;
    this.acknowledgements = acknowledgements;
  }

  /** What a PUBLISH asks for. */
  void handle(Publish publish) throws MqttProtocolException {
    broker.statistics().publishesReceived++;
    int alias = (int) publish.properties().number(Property.TOPIC_ALIAS, 0);
    TopicName topic = alias == 0 ? publish.topic() : aliased(alias, publish.topic());
    if (publish.qos() != QoS.AT_MOST_ONCE) {
      requireReceiveMaximum(publish);
    }
    if (publish.qos() == QoS.EXACTLY_ONCE && session.hasReceived(publish.packetIdentifier())) {
      // Sent again because our PUBREC was lost: answered again, delivered once [MQTT-4.3.3-10].
      acknowledgements.send(
          broker.journal().latest(), new PubRec(publish.packetIdentifier()), this);
      return;
    }
    if (publish.qos() == QoS.EXACTLY_ONCE) {
      requireRoomForIdentifier();
    }
    ReasonCode refusal = refusal(publish, topic);
    if (refusal != null) {
      refuse(publish, topic, refusal);
      return;
    }
    if (ReservedTopics.isSessionRemoval(topic)) {
      endSession(publish, Message.of(publish, topic, session.clientIdentifier(), now(publish)));
      return;
    }
    if (ReservedTopics.isRequest(topic)) {
      ask(publish, broker.systemTopics().request(topic));
      return;
    }
    Publish passed = PublisherProperty.stripped(withoutForeignResponseTopic(publish));
    if (connection.isBridge()) {
      passed = BridgePath.marked(passed, session.clientIdentifier());
    }
    Message message = Message.of(passed, topic, session.clientIdentifier(), now(passed));
    if (isTaken(passed, message)) {
      route(passed, message);
    }
  }

  /** A bridge's full queue may want publishers to keep what they have: then nobody gets it. */
  private boolean isTaken(Publish publish, Message message) {
    if (publish.qos() == QoS.AT_MOST_ONCE || broker.sessions().limits().queues().isEmpty()) {
      return true;
    }
    Session full = broker.router().refusing(message);
    if (full == null) {
      return true;
    }
    broker.statistics().publishesDropped++;
    full.countRefused();
    String why = "the queue of " + full + " is full, and when_full says refuse";
    connection.refused("publish to " + message.topic(), ReasonCode.QUOTA_EXCEEDED, why);
    if (connection.version().hasProperties()) {
      answer(publish, ReasonCode.QUOTA_EXCEEDED, why, Journal.NOTHING_TO_WAIT_FOR);
    } else {
      connection.close(
          ReasonCode.QUOTA_EXCEEDED, why); // it has no words for it: its client keeps it
    }
    return false;
  }

  private Publish withoutForeignResponseTopic(Publish publish) {
    TopicName foreign = ResponseTopics.refused(publish.properties(), session.permissions());
    if (foreign == null) {
      return publish;
    }
    connection.refused(
        "have an answer published to " + foreign,
        ReasonCode.NOT_AUTHORIZED,
        "it may not both publish and receive there itself");
    return new Publish(
        publish.dup(),
        publish.qos(),
        publish.retain(),
        publish.topic(),
        publish.packetIdentifier(),
        publish.properties().without(Property.RESPONSE_TOPIC),
        publish.payload());
  }

  /** What an alias stands for. One that is set is held from now on, where it is within limits. */
  private TopicName aliased(int alias, TopicName topic) throws MqttProtocolException {
    if (topic != null && !broker.limits().fits(topic.utf8())) {
      return topic; // refused below, and not kept
    }
    TopicName before = aliases().get(alias);
    TopicName resolved = aliases().resolve(alias, topic);
    if (topic != null) {
      connection.account.charge(Kind.ALIAS, memory(topic) - memory(before));
      String why = connection.account.whyNot(Kind.ALIAS, 0);
      if (why != null) {
        throw new MqttProtocolException(ReasonCode.QUOTA_EXCEEDED, why);
      }
    }
    return resolved;
  }

  private static int memory(TopicName topic) {
    return topic == null ? 0 : ALIAS_MEMORY + topic.utf8().length;
  }

  private InboundTopicAliases aliases() {
    if (aliases == null) {
      aliases = new InboundTopicAliases(broker.limits().topicAliasMaximum());
    }
    return aliases;
  }

  /** The clock is only asked where it matters: asking costs more than all the rest here. */
  private long now(Publish publish) {
    return publish.properties().isEmpty() ? 0 : broker.loop().clock().nanoTime();
  }

  /** [MQTT-3.3.4-9]: no more than the CONNACK allowed may be unanswered. */
  private void requireReceiveMaximum(Publish publish) throws MqttProtocolException {
    int open = acknowledgements.pubAcks() + session.inboundSize();
    if (open >= broker.limits().receiveMaximum()
        && connection.version().hasProperties()
        && !session.hasReceived(publish.packetIdentifier())) {
      throw new MqttProtocolException(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
          "more than " + broker.limits().receiveMaximum() + " messages wait for their answers");
    }
  }

  private void requireRoomForIdentifier() throws MqttProtocolException {
    String why = session.whyNotReceived();
    if (why != null) {
      throw new MqttProtocolException(ReasonCode.QUOTA_EXCEEDED, why);
    }
  }

  private ReasonCode refusal(Publish publish, TopicName topic) {
    byte[] name = topic.utf8();
    if (!broker.limits().fits(name)) {
      return ReasonCode.TOPIC_NAME_INVALID;
    }
    boolean isRequest = ReservedTopics.isRequest(topic);
    if (!session.permissions().mayPublish(topic)
        || (isRequest && broker.systemTopics().request(topic) == null)) {
      return ReasonCode.NOT_AUTHORIZED;
    }
    if (publish.properties().number(Property.PAYLOAD_FORMAT_INDICATOR, 0) == 1
        && !Utf8.isWellFormed(publish.payload())) {
      return ReasonCode.PAYLOAD_FORMAT_INVALID;
    }
    return null;
  }

  private void refuse(Publish publish, TopicName topic, ReasonCode reason) {
    broker.statistics().publishesDropped++;
    String why =
        switch (reason) {
          case NOT_AUTHORIZED -> Permissions.whyNot(topic);
          case TOPIC_NAME_INVALID -> "the topic is too long (" + ConnectionLimits.OF_TOPICS + ")";
          default -> "its payload is not the UTF-8 it is said to be";
        };
    boolean isRule = reason == ReasonCode.NOT_AUTHORIZED;
    connection.refused(
        "publish to " + topic, reason, isRule ? session.permissions().whyNotPublish(topic) : why);
    boolean five = connection.version().hasProperties();
    if (!five && broker.limits().disconnectUnauthorized()) {
      connection.close(reason, why);
      return;
    }
    // A 3.1.1 client cannot be told: it is acknowledged, as [MQTT3-3.3.5-2] allows.
    ReasonCode answer = five ? reason : ReasonCode.SUCCESS;
    answer(publish, answer, five ? why : null, Journal.NOTHING_TO_WAIT_FOR);
  }

  private void route(Publish publish, Message message) {
    Session exactlyOnce = null;
    if (publish.qos() == QoS.EXACTLY_ONCE) {
      session.addReceived(publish.packetIdentifier());
      exactlyOnce = session.isPersistent() ? session : null;
    }
    message.publishedBy(session.userName());
    broker.publisher().set(connection);
    Router.Outcome outcome;
    try {
      outcome = broker.router().route(message, exactlyOnce, publish.packetIdentifier());
    } finally {
      broker.publisher().set(null);
    }
    if (publish.qos() != QoS.AT_MOST_ONCE) {
      ReasonCode reason =
          outcome.matched() ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS;
      answer(publish, reason, null, outcome.position());
    }
  }

  /** Nobody is sent such a message, nor is it retained: it is done. */
  private void endSession(Publish publish, Message message) {
    ReasonCode ended = new SessionRemoval(connection, broker, session).end(message);
    long position = broker.journal().latest();
    int identifier = publish.packetIdentifier();
    if (publish.qos() == QoS.EXACTLY_ONCE && !ended.isError()) {
      session.addReceived(identifier);
      if (session.isPersistent()) {
        position =
            broker.journal().published(message, List.of(), List.of(), false, session, identifier);
      }
    }
    answer(publish, ended, null, position);
  }

  /** The broker itself takes it. */
  private void ask(Publish publish, SystemRequest request) {
    if (publish.qos() == QoS.EXACTLY_ONCE) {
      session.addReceived(publish.packetIdentifier());
    }
    answer(publish, ReasonCode.SUCCESS, null, Journal.NOTHING_TO_WAIT_FOR);
    new SystemRequestExchange(connection, session, publish).ask(request, publish.payload());
  }

  /** PUBACK or PUBREC [MQTT-4.3.2-4] [MQTT-4.3.3-8], once what was promised is on disk. */
  private void answer(Publish publish, ReasonCode reason, String why, long position) {
    int identifier = publish.packetIdentifier();
    ControlPacket answer =
        switch (publish.qos()) {
          case AT_MOST_ONCE -> null;
          case AT_LEAST_ONCE -> new PubAck(identifier, reason, connection.reasonString(why));
          case EXACTLY_ONCE -> new PubRec(identifier, reason, connection.reasonString(why));
        };
    if (answer != null) {
      acknowledgements.send(position, answer, this);
    }
  }

  /**
   * The disk did not take it: no lie. 5.0 is told, an earlier version has no words for it: its
   * client sends the message again, which was delivered already, and is answered when it is stored.
   */
  @Override
  public void notStored(ControlPacket answer) {
    ReasonCode full = ReasonCode.QUOTA_EXCEEDED;
    boolean five = connection.version().hasProperties();
    if (five && answer instanceof PubAck pubAck) {
      connection.send(new PubAck(pubAck.packetIdentifier(), full));
    } else if (five && answer instanceof PubRec pubRec) {
      session.release(pubRec.packetIdentifier());
      connection.send(new PubRec(pubRec.packetIdentifier(), full));
    } else {
      connection.close(
          ReasonCode.UNSPECIFIED_ERROR, "what it asked for could not be written to disk");
    }
  }

  /** What a PUBREL asks for: the message is done. */
  void release(PubRel packet) {
    int identifier = packet.packetIdentifier();
    boolean known = session.release(identifier);
    long position =
        known && session.isPersistent()
            ? broker.journal().released(session, identifier)
            : Journal.NOTHING_TO_WAIT_FOR;
    ReasonCode reason = known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
    // [MQTT-4.3.3-11]
    acknowledgements.send(position, new PubComp(identifier, reason), this);
  }
}
