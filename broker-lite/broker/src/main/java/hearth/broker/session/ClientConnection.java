package hearth.broker.session;

import hearth.broker.message.Message;
import hearth.io.net.Peer;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;

/** The Network Connection of a session, as the session sees it. */
public interface ClientConnection {
  /**
   * Sends a PUBLISH.
   *
   * @param packetIdentifier 0 at QoS 0
   * @param subscriptionIdentifiers null where there are none
   * @return whether it went out; false where it is larger than the client's Maximum Packet Size, or
   *     at QoS 0 where the client reads too slowly
   */
  boolean publish(
      Message message,
      QoS qos,
      boolean retain,
      boolean dup,
      int packetIdentifier,
      SubscriptionIdentifiers subscriptionIdentifiers);

  void send(ControlPacket packet);

  /** Whether the client reads fast enough to be sent more of what can wait. */
  boolean hasRoom();

  /** Another connection has come with its Client Identifier: ends this one. */
  void takenOver(Peer by);

  /** Something failed that nobody expected: it is reported and ends this one connection. */
  void broken(Throwable failure);

  /** Ends the connection from the broker's side. */
  void close(ReasonCode reasonCode, String why);
}
