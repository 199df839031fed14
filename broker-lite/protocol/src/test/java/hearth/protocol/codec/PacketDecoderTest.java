package hearth.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.ReasonCode;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PacketDecoderTest {
  private static final String CONNECT =
      """
      10 0F             | CONNECT, 15 bytes follow
      00 04 4D 51 54 54 | Protocol Name "MQTT"
      04                | Protocol Level 4
      02                | Clean Session
      00 3C             | Keep Alive 60 s
      00 03 61 62 63    | Client Identifier "abc"
      """;

  @Test
  void aServerLearnsTheVersionFromTheConnect() throws Exception {
    PacketDecoder decoder = new PacketDecoder(Role.SERVER, 1000);
    assertNull(decoder.version());

    Connect connect = (Connect) decoder.decode(ByteBuffer.wrap(Wire.bytes(CONNECT)));

    assertEquals("abc", connect.clientIdentifier());
    assertEquals(60, connect.keepAlive());
    assertEquals(MqttVersion.V3_1_1, decoder.version());
  }

  /** [MQTT-3.1.0-1] [MQTT-3.1.0-2]. */
  @Test
  void aServerWantsOneConnectAndItFirst() throws Exception {
    PacketDecoder decoder = new PacketDecoder(Role.SERVER, 1000);
    byte[] ping = {(byte) 0xC0, 0};
    assertRefused(ReasonCode.PROTOCOL_ERROR, decoder, ping);

    decoder.decode(ByteBuffer.wrap(Wire.bytes(CONNECT)));
    assertEquals(PingReq.INSTANCE, decoder.decode(ByteBuffer.wrap(ping)));
    assertRefused(ReasonCode.PROTOCOL_ERROR, decoder, Wire.bytes(CONNECT));
  }

  @Test
  void anIncompletePacketStaysInTheBuffer() throws Exception {
    byte[] whole = Wire.bytes(CONNECT);
    PacketDecoder decoder = new PacketDecoder(Role.SERVER, 1000);
    for (int length = 0; length < whole.length; length++) {
      ByteBuffer part = ByteBuffer.wrap(whole, 0, length);

      assertNull(decoder.decode(part), "after " + length + " bytes");

      assertEquals(0, part.position());
      assertEquals(length < 2 ? 0 : whole.length, decoder.bytesNeeded());
    }
  }

  @Test
  void aPacketOverTheLimitIsRefusedByItsHeader() {
    PacketDecoder decoder = new PacketDecoder(Role.SERVER, 1000);
    byte[] header = Wire.bytes("10 FF FF FF 7F | CONNECT, 268,435,455 bytes would follow");
    assertRefused(ReasonCode.PACKET_TOO_LARGE, decoder, header);
  }

  private static void assertRefused(ReasonCode code, PacketDecoder decoder, byte[] bytes) {
    assertEquals(
        code,
        assertThrows(MqttProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(bytes)))
            .reasonCode());
  }
}
