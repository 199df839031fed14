package hearth.broker.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.ReasonCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlainAcknowledgementTest {
  private static final int IDENTIFIER = 0xABCD;
  private static final Properties WHY =
      Properties.builder().add(Property.REASON_STRING, "full").build();

  static Stream<ControlPacket> acknowledgements() {
    return Stream.of(Properties.NONE, WHY)
        .flatMap(
            properties ->
                Stream.of(
                    new PubAck(IDENTIFIER, ReasonCode.SUCCESS, properties),
                    new PubAck(IDENTIFIER, ReasonCode.QUOTA_EXCEEDED, properties),
                    new PubRec(IDENTIFIER, ReasonCode.SUCCESS, properties),
                    new PubRec(IDENTIFIER, ReasonCode.QUOTA_EXCEEDED, properties),
                    new PubRel(IDENTIFIER, ReasonCode.SUCCESS, properties),
                    new PubRel(IDENTIFIER, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, properties),
                    new PubComp(IDENTIFIER, ReasonCode.SUCCESS, properties),
                    new PubComp(IDENTIFIER, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, properties)));
  }

  @ParameterizedTest
  @MethodSource("acknowledgements")
  void isWhatTheEncoderMakesOrNone(ControlPacket packet) {
    for (MqttVersion version : List.of(MqttVersion.V3_1_1, MqttVersion.V5)) {
      boolean saysMore = version == MqttVersion.V5 && !isPlain(packet);
      int identifier = PlainAcknowledgement.identifier(packet, version);
      assertEquals(saysMore ? 0 : IDENTIFIER, identifier);
      if (!saysMore) {
        byte[] bytes = PlainAcknowledgement.bytes(packet.type()).clone();
        bytes[PlainAcknowledgement.IDENTIFIER_OFFSET] = (byte) (identifier >> 8);
        bytes[PlainAcknowledgement.IDENTIFIER_OFFSET + 1] = (byte) identifier;
        assertArrayEquals(PacketEncoder.encode(packet, version), bytes);
        assertEquals(PlainAcknowledgement.SIZE, bytes.length);
      }
    }
  }

  private static boolean isPlain(ControlPacket packet) {
    return PacketEncoder.encode(packet, MqttVersion.V5).length == PlainAcknowledgement.SIZE;
  }

  @Test
  void isNoOtherPacket() {
    assertEquals(0, PlainAcknowledgement.identifier(PingResp.INSTANCE, MqttVersion.V3_1_1));
  }
}
