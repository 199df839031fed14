package hearth.protocol.codec;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.ReasonCode;

/** The two ways to be wrong (1.2): what cannot be parsed, and what is parsed but not allowed. */
final class ProtocolErrors {
  private ProtocolErrors() {}

  static MqttProtocolException malformed(String message) {
    return new MqttProtocolException(ReasonCode.MALFORMED_PACKET, message);
  }

  static MqttProtocolException protocolError(String message) {
    return new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, message);
  }
}
