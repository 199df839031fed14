package hearth.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.ReasonCode;
import java.nio.ByteBuffer;

/** Asserts that bytes are refused, and with which Reason Code. */
final class Refused {
  static final String MQTT = "00 04 4D 51 54 54 ";
  static final String TOPIC = "00 01 61 ";

  private Refused() {}

  static void refused(ReasonCode code, Role reads, MqttVersion version, String annotated) {
    PacketDecoder decoder = Wire.decoder(reads, version);
    ByteBuffer in = ByteBuffer.wrap(Wire.bytes(annotated));
    MqttProtocolException refused =
        assertThrows(MqttProtocolException.class, () -> decoder.decode(in), annotated);
    assertEquals(code, refused.reasonCode(), refused.getMessage());
  }

  /** A CONNECT from its Connect Flags on. */
  static void refusedConnect(ReasonCode code, String level, String rest) {
    byte[] body = Wire.bytes(MQTT + level + rest);
    refused(code, Role.SERVER, null, String.format("10 %02X ", body.length) + Wire.hex(body));
  }

  static void refusedProperties(
      ReasonCode code, Role reads, String firstByte, String before, String properties) {
    byte[] body = Wire.bytes(before);
    byte[] all = Wire.bytes(properties);
    String packet = Wire.hex(body) + String.format(" %02X ", all.length) + Wire.hex(all);
    String length = String.format(" %02X ", Wire.bytes(packet).length);
    refused(code, reads, MqttVersion.V5, firstByte + length + packet);
  }
}
