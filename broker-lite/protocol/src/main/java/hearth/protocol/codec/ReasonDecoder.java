package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;
import static hearth.protocol.codec.ProtocolErrors.protocolError;

import hearth.protocol.packet.Auth;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;

/** DISCONNECT (3.14) and AUTH (3.15): a Reason Code and properties, each of which may be absent. */
final class ReasonDecoder {
  private ReasonDecoder() {}

  static Disconnect decodeDisconnect(WireReader in, MqttVersion version, Role reads)
      throws MqttProtocolException {
    if (!version.hasProperties() || !in.hasRemaining()) {
      return Disconnect.NORMAL;
    }
    ReasonCode reasonCode = AllowedReasonCodes.read(PacketType.DISCONNECT, in.oneByte(), reads);
    if (!in.hasRemaining()) {
      return new Disconnect(reasonCode, Properties.NONE);
    }
    Properties properties = PropertiesDecoder.decode(in, AllowedProperties.DISCONNECT, version);
    Property ofOthers =
        reads == Role.CLIENT ? Property.SESSION_EXPIRY_INTERVAL : Property.SERVER_REFERENCE;
    if (properties.has(ofOthers)) {
      // [MQTT-3.14.2-2]
      throw protocolError("DISCONNECT carries " + ofOthers + ", which only the other end may send");
    }
    return new Disconnect(reasonCode, properties);
  }

  static Auth decodeAuth(WireReader in, MqttVersion version, Role reads)
      throws MqttProtocolException {
    if (!in.hasRemaining()) {
      return new Auth(
          AllowedReasonCodes.read(PacketType.AUTH, ReasonCode.SUCCESS.value(), reads),
          Properties.NONE);
    }
    ReasonCode reasonCode = AllowedReasonCodes.read(PacketType.AUTH, in.oneByte(), reads);
    if (!in.hasRemaining()) {
      throw malformed("AUTH ends before its properties");
    }
    Properties properties = PropertiesDecoder.decode(in, AllowedProperties.AUTH, version);
    if (!properties.has(Property.AUTHENTICATION_METHOD)) {
      throw protocolError("AUTH names no Authentication Method");
    }
    return new Auth(reasonCode, properties);
  }
}
