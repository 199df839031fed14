package hearth.protocol.codec;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.ReasonCode;

/** PUBACK, PUBREC, PUBREL and PUBCOMP, which look the same (3.4 to 3.7). */
final class AcknowledgementDecoder {
  private AcknowledgementDecoder() {}

  static ControlPacket decode(WireReader in, PacketType type, MqttVersion version, Role reads)
      throws MqttProtocolException {
    int packetIdentifier = in.packetIdentifier();
    ReasonCode reasonCode = ReasonCode.SUCCESS;
    Properties properties = Properties.NONE;
    if (version.hasProperties() && in.hasRemaining()) {
      reasonCode = AllowedReasonCodes.read(type, in.oneByte(), reads);
      if (in.hasRemaining()) {
        properties = PropertiesDecoder.decode(in, AllowedProperties.ACKNOWLEDGEMENT, version);
      }
    }
    if (type == PacketType.PUBACK) {
      return new PubAck(packetIdentifier, reasonCode, properties);
    } else if (type == PacketType.PUBREC) {
      return new PubRec(packetIdentifier, reasonCode, properties);
    } else if (type == PacketType.PUBREL) {
      return new PubRel(packetIdentifier, reasonCode, properties);
    }
    return new PubComp(packetIdentifier, reasonCode, properties);
  }
}
