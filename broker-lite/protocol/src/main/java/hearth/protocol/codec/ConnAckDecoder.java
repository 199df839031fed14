package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;
import static hearth.protocol.codec.ProtocolErrors.protocolError;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.ReasonCode;

/** CONNACK (3.2). */
final class ConnAckDecoder {
  private ConnAckDecoder() {}

  static ConnAck decode(WireReader in, MqttVersion version) throws MqttProtocolException {
    int flags = in.oneByte();
    if (version == MqttVersion.V3_1) {
      flags = 0; // the byte meant nothing then
    }
    if (flags > 1) {
      throw malformed("reserved flags of CONNACK are set"); // [MQTT-3.2.2-1]
    }
    boolean sessionPresent = flags == 1;
    int value = in.oneByte();
    ReasonCode reasonCode =
        version == MqttVersion.V5
            ? AllowedReasonCodes.read(PacketType.CONNACK, value, Role.CLIENT)
            : ReturnCodes.read(value);
    if (sessionPresent && reasonCode.isError()) {
      throw protocolError("CONNACK refuses and yet has a session"); // [MQTT-3.2.2-6]
    }
    return new ConnAck(
        sessionPresent,
        reasonCode,
        PropertiesDecoder.decode(in, AllowedProperties.CONNACK, version));
  }
}
