package hearth.broker.connection;

import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.UnsubAck;

/**
 * Packets without what may be left out of them, for a client whose Maximum Packet Size they would
 * exceed: Reason String and User Properties [MQTT-3.2.2-19] [MQTT-3.2.2-20] [MQTT-3.4.2-2]
 * [MQTT-3.4.2-3] [MQTT-3.5.2-2] [MQTT-3.5.2-3] [MQTT-3.6.2-2] [MQTT-3.6.2-3] [MQTT-3.7.2-2]
 * [MQTT-3.7.2-3] [MQTT-3.9.2-1] [MQTT-3.9.2-2] [MQTT-3.11.2-1] [MQTT-3.11.2-2] [MQTT-3.15.2-2]
 * [MQTT-3.15.2-3].
 */
final class TrimmedPacket {
  private TrimmedPacket() {}

  static ControlPacket of(ControlPacket packet) {
    if (packet instanceof PubAck ack) {
      return new PubAck(ack.packetIdentifier(), ack.reasonCode());
    }
    if (packet instanceof PubRec ack) {
      return new PubRec(ack.packetIdentifier(), ack.reasonCode());
    }
    if (packet instanceof PubRel ack) {
      return new PubRel(ack.packetIdentifier(), ack.reasonCode());
    }
    if (packet instanceof PubComp ack) {
      return new PubComp(ack.packetIdentifier(), ack.reasonCode());
    }
    if (packet instanceof SubAck ack) {
      return new SubAck(ack.packetIdentifier(), ack.reasonCodes(), Properties.NONE);
    }
    if (packet instanceof UnsubAck ack) {
      return new UnsubAck(ack.packetIdentifier(), ack.reasonCodes(), Properties.NONE);
    }
    if (packet instanceof Disconnect disconnect) {
      return new Disconnect(disconnect.reasonCode(), required(disconnect.properties()));
    }
    if (packet instanceof ConnAck ack) {
      return new ConnAck(ack.sessionPresent(), ack.reasonCode(), required(ack.properties()));
    }
    if (packet instanceof Auth auth) {
      return new Auth(auth.reasonCode(), required(auth.properties()));
    }
    return packet;
  }

  private static Properties required(Properties properties) {
    return properties.without(Property.REASON_STRING).without(Property.USER_PROPERTY);
  }
}
