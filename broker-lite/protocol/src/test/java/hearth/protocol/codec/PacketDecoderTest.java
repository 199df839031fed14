package hearth.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketTooLargeException;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicNames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PacketDecoderTest {
  private static final PacketSizes SMALL = new PacketSizes(1000, 1000, 1000, 1000);
  private static final PacketSizes LARGE = new PacketSizes(1 << 20, 1 << 20, 1 << 20, 1 << 20);

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
    PacketDecoder decoder = new ServerPacketDecoder(SMALL, new TopicNames());
    assertNull(decoder.version());

    Connect connect = (Connect) decoder.decode(ByteBuffer.wrap(Wire.bytes(CONNECT)));

    assertEquals("abc", connect.clientIdentifier());
    assertEquals(60, connect.keepAlive());
    assertEquals(MqttVersion.V3_1_1, decoder.version());
  }

  /** [MQTT-3.1.0-1] [MQTT-3.1.0-2]. */
  @Test
  void aServerWantsOneConnectAndItFirst() throws Exception {
    PacketDecoder decoder = new ServerPacketDecoder(SMALL, new TopicNames());
    byte[] ping = {(byte) 0xC0, 0};
    assertRefused(ReasonCode.PROTOCOL_ERROR, decoder, ping);

    decoder.decode(ByteBuffer.wrap(Wire.bytes(CONNECT)));
    assertEquals(PingReq.INSTANCE, decoder.decode(ByteBuffer.wrap(ping)));
    assertRefused(ReasonCode.PROTOCOL_ERROR, decoder, Wire.bytes(CONNECT));
  }

  @Test
  void anIncompletePacketStaysInTheBuffer() throws Exception {
    byte[] whole = Wire.bytes(CONNECT);
    PacketDecoder decoder = new ServerPacketDecoder(SMALL, new TopicNames());
    for (int length = 0; length < whole.length; length++) {
      ByteBuffer part = ByteBuffer.wrap(whole, 0, length);

      assertNull(decoder.decode(part), "after " + length + " bytes");

      assertEquals(0, part.position());
      assertEquals(length < 2 ? 0 : whole.length, decoder.bytesNeeded());
    }
  }

  @Test
  void aPacketOverTheLimitIsRefusedByItsHeader() {
    PacketDecoder decoder = new ServerPacketDecoder(SMALL, new TopicNames());
    byte[] header = Wire.bytes("10 FF FF FF 7F | CONNECT, 268,435,455 bytes would follow");
    assertRefused(ReasonCode.PACKET_TOO_LARGE, decoder, header);
  }

  /** A few bytes each, and each some hundred bytes of memory. */
  @Test
  void aPacketNamesSoManyTopicFiltersAndNoMore() throws Exception {
    for (int type : new int[] {0x82, 0xA2}) {
      String each = type == 0x82 ? "000161 00" : "000161";
      PacketDecoder decoder = connected();
      assertNotNull(decoder.decode(ByteBuffer.wrap(packet(type, "0001", each, 10_000))));
      assertRefused(ReasonCode.QUOTA_EXCEEDED, decoder, packet(type, "0001", each, 10_001));
    }
  }

  @Test
  void aPacketHasSoManyPropertiesAndNoMore() throws Exception {
    PacketDecoder decoder = new ServerPacketDecoder(LARGE, new TopicNames());
    decoder.version(MqttVersion.V5);
    String max = "0001 61 80 28"; // the topic, and 5120 bytes of properties
    assertNotNull(decoder.decode(ByteBuffer.wrap(packet(0x30, max, "26 0000 0000", 1024))));
    String more = "0001 61 85 28";
    assertRefused(ReasonCode.QUOTA_EXCEEDED, decoder, packet(0x30, more, "26 0000 0000", 1025));
  }

  /** A packet that carries no message has not the room of one. */
  @Test
  void eachTypeHasItsLargestPacket() throws Exception {
    PacketSizes sizes = new PacketSizes(16_000, 4000, 2000, 1000);
    int[][] limits = {
      {0x10, 4000},
      {0xF0, 4000},
      {0x82, 2000},
      {0xA2, 2000},
      {0x30, 16_000},
      {0x40, 1000},
      {0x50, 1000},
      {0x62, 1000},
      {0x70, 1000},
      {0xC0, 1000},
      {0xE0, 1000}
    };
    for (int[] limit : limits) {
      PacketDecoder decoder = new ServerPacketDecoder(sizes, new TopicNames());
      decoder.version(limit[0] == 0x10 ? null : MqttVersion.V5);
      assertNull(decoder.decode(fixedHeader(limit[0], limit[1])));
      assertEquals(limit[1], decoder.bytesNeeded());
      PacketTooLargeException refused =
          assertThrows(
              PacketTooLargeException.class,
              () -> decoder.decode(fixedHeader(limit[0], limit[1] + 1)));
      assertEquals(limit[0] >> 4, refused.type().ordinal() + 1);
    }
  }

  @Test
  void noPacketMayBeLargerThanThatOfAMessage() {
    assertEquals(new PacketSizes(10, 10, 10, 10), new PacketSizes(10, 20, 30, 40));
  }

  private static ByteBuffer fixedHeader(int firstByte, int size) {
    int length = size - 3;
    return ByteBuffer.wrap(
        new byte[] {(byte) firstByte, (byte) ((length & 0x7F) | 0x80), (byte) (length >> 7)});
  }

  private static PacketDecoder connected() {
    PacketDecoder decoder = new ServerPacketDecoder(LARGE, new TopicNames());
    decoder.version(MqttVersion.V3_1_1);
    return decoder;
  }

  private static byte[] packet(int firstByte, String start, String each, int times) {
    byte[] body = Wire.bytes(start + each.repeat(times) + " | the body");
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(firstByte);
    int left = body.length;
    for (; left > 0x7F; left >>= 7) {
      packet.write((left & 0x7F) | 0x80);
    }
    packet.write(left);
    packet.writeBytes(body);
    return packet.toByteArray();
  }

  private static void assertRefused(ReasonCode code, PacketDecoder decoder, byte[] bytes) {
    assertEquals(
        code,
        assertThrows(MqttProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(bytes)))
            .reasonCode());
  }
}
