package hearth.broker.connection;

import hearth.broker.session.Session;
import hearth.protocol.delivery.DeliveryState;
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
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Unsubscribe;
import org.tinylog.Logger;

/** What the packets of a connected client do. */
final class PacketHandler {
  /** Why nothing is taken that would have to be kept. */
  static final String MEMORY_IS_SHORT = "the broker's memory is nearly full";

  /** Of one that asks for something. */
  private static final int WORK_OF_A_PACKET = 4;

  private final Connection connection;
  private final BrokerContext broker;
  private final Session session;

  /** Whether the session was to end with its connection. */
  private final boolean endsWithConnection;

  private final Acknowledgements acknowledgements;

  private final PublishExchange publishing;

  /** Null where there was none. */
  private final String authenticationMethod;

  /** Null until the client first wants to. */
  private ReAuthentication authentication;

  PacketHandler(
      Connection connection, BrokerContext broker, Session session, Properties connectProperties) {
    this.connection = connection;
    this.broker = broker;
    this.session = session;
    this.endsWithConnection = connectProperties.number(Property.SESSION_EXPIRY_INTERVAL, 0) == 0;
    this.acknowledgements = new Acknowledgements(connection, broker.journal());
    this.publishing = new PublishExchange(connection, broker, session, acknowledgements);
    this.authenticationMethod = connectProperties.text(Property.AUTHENTICATION_METHOD);
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
        broker.loop().charge(WORK_OF_A_PACKET);
        asked(packet);
      }
    }
  }

  private void asked(ControlPacket packet) throws MqttProtocolException {
    switch (packet.type()) {
      case PUBLISH -> publishing.handle((Publish) packet);
      case PUBREL -> publishing.release((PubRel) packet);
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

  private void authenticateAgain(Auth packet) throws MqttProtocolException {
    if (authentication == null) {
      authentication = new ReAuthentication(connection, broker, session, authenticationMethod);
    }
    authentication.handle(packet);
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
      broker.loop().charge(WORK_OF_A_PACKET);
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
    broker.clients().report(connection.peer(), "Client {} disconnected", connection);
    connection.disconnected(packet.reasonCode() == ReasonCode.DISCONNECT_WITH_WILL_MESSAGE);
  }
}
