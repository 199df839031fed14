package hearth.broker.connection;

import hearth.broker.access.ReservedTopics;
import hearth.broker.account.Kind;
import hearth.broker.message.BridgePath;
import hearth.broker.message.Message;
import hearth.broker.routing.ResponseTopics;
import hearth.broker.routing.Router;
import hearth.broker.session.Journal;
import hearth.broker.session.Permissions;
import hearth.broker.session.Session;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.delivery.InboundTopicAliases;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.Utf8;
import java.util.List;
import java.util.Objects;
import org.tinylog.Logger;

/** What the packets of a connected client do. */
final class ClientPackets implements Acknowledgements.Refuser {
  /** Why nothing is taken that would have to be kept. */
  static final String MEMORY_IS_SHORT = "the broker's memory is nearly full";

  /** The limits of topics. */
  static final String OF_TOPICS = "limits.topic_length, limits.topic_levels";

  /** Of a Topic Name's objects and its place, about, in bytes. */
  private static final int ALIAS_MEMORY = 64;

  /** Of one that asks for something. */
  private static final int WORK_OF_A_PACKET = 4;

  private final Connection connection;
  private final BrokerContext broker;
  private final Session session;

  /** Null where there was none. */
  private final String authenticationMethod;

  /** Whether the session was to end with its connection. */
  private final boolean endsWithConnection;

  private final Acknowledgements acknowledgements;

  /** Null until the client sets one. */
  private InboundTopicAliases aliases;

  private EnhancedAuthentication authentication;

  ClientPackets(
      Connection connection, BrokerContext broker, Session session, Properties connectProperties) {
    this.connection = connection;
    this.broker = broker;
    this.session = session;
    this.authenticationMethod = connectProperties.text(Property.AUTHENTICATION_METHOD);
    this.endsWithConnection = connectProperties.number(Property.SESSION_EXPIRY_INTERVAL, 0) == 0;
    this.acknowledgements = new Acknowledgements(connection, broker.journal());
  }

  void handle(ControlPacket packet) throws MqttProtocolException {
    switch (packet.type()) {
      case PUBACK -> {
        int identifier = ((PubAck) packet).packetIdentifier();
        answered(packet, identifier, session.acknowledged(identifier));
      }
      case PUBREC -> received((PubRec) packet);
      case PUBCOMP -> {
        int identifier = ((PubComp) packet).packetIdentifier();
        answered(packet, identifier, session.completed(identifier));
      }
      default -> {
        broker.loop().worked(WORK_OF_A_PACKET);
        asked(packet);
      }
    }
  }

  private void asked(ControlPacket packet) throws MqttProtocolException {
    switch (packet.type()) {
      case PUBLISH -> publish((Publish) packet);
      case PUBREL -> release((PubRel) packet);
      case SUBSCRIBE -> subscribe((Subscribe) packet);
      case UNSUBSCRIBE -> unsubscribe((Unsubscribe) packet);
      case PINGREQ -> connection.send(PingResp.INSTANCE); // [MQTT-3.12.4-1]
      case DISCONNECT -> disconnect((Disconnect) packet);
      case AUTH -> authenticateAgain((Auth) packet);
      default ->
          // [MQTT-3.1.0-2]: a second CONNECT, too.
          throw new MqttProtocolException(
              ReasonCode.PROTOCOL_ERROR, packet.type() + " has no place in this connection");
    }
  }

  private void subscribe(Subscribe packet) {
    new SubscribeExchange(connection, broker, session, acknowledgements, packet).begin();
  }

  private void unsubscribe(Unsubscribe packet) {
    new UnsubscribeExchange(connection, broker, session, acknowledgements, packet).begin();
  }

  // ---- PUBLISH

  private void publish(Publish publish) throws MqttProtocolException {
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
    Publish passed = withoutForeignResponseTopic(publish);
    if (connection.isBridge()) {
      passed = BridgePath.marked(passed, session.clientIdentifier());
    }
    route(passed, Message.of(passed, topic, session.clientIdentifier(), now(passed)));
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
    if (topic != null && !fits(topic.utf8(), broker.limits())) {
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
    if (!fits(name, broker.limits())) {
      return ReasonCode.TOPIC_NAME_INVALID;
    }
    if (!session.permissions().mayPublish(topic)) {
      return ReasonCode.NOT_AUTHORIZED;
    }
    if (publish.properties().number(Property.PAYLOAD_FORMAT_INDICATOR, 0) == 1
        && !Utf8.isWellFormed(publish.payload())) {
      return ReasonCode.PAYLOAD_FORMAT_INVALID;
    }
    return null;
  }

  /** Whether a Topic Name or Filter is within the limits of length and levels. */
  static boolean fits(byte[] topic, ConnectionLimits limits) {
    if (topic.length > limits.topicLength()) {
      return false;
    }
    if (topic.length < limits.topicLevels()) {
      return true; // it cannot have as many
    }
    int levels = 1;
    for (byte b : topic) {
      levels += b == '/' ? 1 : 0;
    }
    return levels <= limits.topicLevels();
  }

  private void refuse(Publish publish, TopicName topic, ReasonCode reason) {
    broker.statistics().publishesDropped++;
    String why =
        switch (reason) {
          case NOT_AUTHORIZED -> Permissions.whyNot(topic);
          case TOPIC_NAME_INVALID -> "the topic is too long (" + OF_TOPICS + ")";
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

  private void release(PubRel packet) {
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

  // ---- the client's answers

  /**
   * What ends a message that the broker has sent counts as no work: were it put off as a flood is,
   * whoever publishes would be served before those who answer, and fill their queues.
   *
   * @param known whether the answered message was in flight and waited for this packet
   */
  private void answered(ControlPacket packet, int identifier, boolean known)
      throws MqttProtocolException {
    if (!known) {
      broker.loop().worked(WORK_OF_A_PACKET);
      DeliveryState awaited = session.awaited(identifier);
      boolean isLate = packet instanceof PubRec && awaited == DeliveryState.AWAITING_PUBCOMP;
      if (awaited != null && !isLate) {
        // [MQTT-4.13.1-1]: ignored, it would be in flight for ever.
        throw new MqttProtocolException(
            ReasonCode.PROTOCOL_ERROR,
            packet.type() + " does not answer what was sent with Packet Identifier " + identifier);
      }
      Logger.debug("{} sent {} for nothing in flight", connection, packet);
    }
  }

  private void received(PubRec packet) throws MqttProtocolException {
    int identifier = packet.packetIdentifier();
    boolean isRefused = packet.reasonCode().isError();
    boolean known = isRefused ? session.refused(identifier) : session.received(identifier);
    answered(packet, identifier, known);
    if (!known && !isRefused) {
      // 4.3.3: the sender of a message that we no longer know is let go.
      connection.send(
          connection.version().hasProperties()
              ? new PubRel(identifier, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)
              : new PubRel(identifier));
    }
  }

  // ---- re-authentication (4.12.1)

  private void authenticateAgain(Auth packet) throws MqttProtocolException {
    broker.loop().worked(Connection.DEAR);
    String method = authenticationMethod;
    if (method == null) {
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, // [MQTT-4.12.0-7]
          "AUTH has no place in a connection that began without an Authentication Method");
    }
    if (packet.reasonCode() != ReasonCode.RE_AUTHENTICATE) {
      if (authentication == null) {
        throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, "AUTH goes on with no exchange");
      }
      authentication.proceed(packet);
      return;
    }
    if (!method.equals(packet.properties().text(Property.AUTHENTICATION_METHOD))) {
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, // [MQTT-4.12.1-1]
          "AUTH names another Authentication Method than CONNECT did");
    }
    hold(packet);
    String identifier = session.clientIdentifier();
    authentication = new EnhancedAuthentication(connection, method, this::authenticatedAgain);
    authentication.begin(
        connection.authenticator().begin(method, identifier, identifier, connection.peer()),
        packet.properties());
  }

  /** What is kept of the exchange until it ends. */
  private void hold(Auth packet) throws MqttProtocolException {
    byte[] data = packet.properties().binary(Property.AUTHENTICATION_DATA);
    int kept = data == null ? 0 : ConnectExchange.MADE_OF_DATA * data.length;
    connection.account.set(Kind.AUTHENTICATION, kept);
    String why = connection.account.whyNot(Kind.AUTHENTICATION, 0);
    if (why != null) {
      throw new MqttProtocolException(ReasonCode.QUOTA_EXCEEDED, why);
    }
  }

  private void authenticatedAgain(Authenticator.Verdict verdict, Properties answer) {
    authentication = null;
    connection.account.set(Kind.AUTHENTICATION, 0);
    boolean isSameUser = Objects.equals(verdict.userName(), session.userName());
    if (verdict.reasonCode() != ReasonCode.SUCCESS) {
      connection.refuse(
          ReasonCode.NOT_AUTHORIZED, verdict.why(), verdict.said()); // [MQTT-4.12.1-2]
      return;
    }
    if (!isSameUser) {
      connection.refuse(ReasonCode.NOT_AUTHORIZED, "it came back as another user");
      return;
    }
    connection.credential(verdict.credential());
    connection.send(new Auth(ReasonCode.SUCCESS, answer));
  }

  // ---- DISCONNECT

  private void disconnect(Disconnect packet) throws MqttProtocolException {
    long expiry = packet.properties().number(Property.SESSION_EXPIRY_INTERVAL, -1);
    if (expiry >= 0) {
      if (endsWithConnection && expiry > 0) {
        throw new MqttProtocolException(
            ReasonCode.PROTOCOL_ERROR, // 3.14.2.2.2
            "a session that was to end with its connection cannot be kept by DISCONNECT");
      }
      boolean wasPersistent = session.isPersistent();
      session.expiryInterval(Math.min(expiry, broker.sessions().limits().expiryMaximum()));
      if (wasPersistent) {
        broker.journal().sessionChanged(session);
      }
    }
    broker.clients().tell(connection.peer(), "Client {} disconnected", connection);
    connection.disconnected(packet.reasonCode() == ReasonCode.DISCONNECT_WITH_WILL_MESSAGE);
  }
}
