package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.UnsubAck;
import java.util.ArrayList;
import java.util.List;

/** SUBACK (3.9) and UNSUBACK (3.11). */
final class SubAckDecoder {
  private SubAckDecoder() {}

  static SubAck decodeSubAck(WireReader in, MqttVersion version) throws MqttProtocolException {
    int packetIdentifier = in.packetIdentifier();
    Properties properties =
        PropertiesDecoder.decode(in, AllowedProperties.ACKNOWLEDGEMENT, version);
    List<ReasonCode> reasonCodes = reasonCodes(in, PacketType.SUBACK);
    for (ReasonCode code : reasonCodes) {
      if (version != MqttVersion.V5 && code.isError() && code != ReasonCode.UNSPECIFIED_ERROR) {
        // [MQTT3-3.9.3-2]
        throw ProtocolErrors.protocolError(
            "SUBACK return codes are 0, 1, 2 and 128, not " + code.value());
      }
    }
    return new SubAck(packetIdentifier, reasonCodes, properties);
  }

  static UnsubAck decodeUnsubAck(WireReader in, MqttVersion version) throws MqttProtocolException {
    int packetIdentifier = in.packetIdentifier();
    if (version != MqttVersion.V5) {
      return new UnsubAck(packetIdentifier, List.of(), Properties.NONE);
    }
    Properties properties =
        PropertiesDecoder.decode(in, AllowedProperties.ACKNOWLEDGEMENT, version);
    return new UnsubAck(packetIdentifier, reasonCodes(in, PacketType.UNSUBACK), properties);
  }

  private static List<ReasonCode> reasonCodes(WireReader in, PacketType type)
      throws MqttProtocolException {
    if (!in.hasRemaining()) {
      throw malformed(type + " answers for no Topic Filter");
    }
    List<ReasonCode> codes = new ArrayList<>(in.remaining());
    while (in.hasRemaining()) {
      codes.add(AllowedReasonCodes.read(type, in.oneByte(), Role.CLIENT));
    }
    return codes;
  }
}
