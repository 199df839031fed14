package hearth.broker.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.UnsubAck;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrimmedPacketTest {
  private static final Properties WORDS =
      Properties.builder().add(Property.REASON_STRING, "because").user("much", "more").build();
  private static final List<ReasonCode> REFUSED = List.of(ReasonCode.NOT_AUTHORIZED);

  // [MQTT-3.4.2-2] [MQTT-3.4.2-3] PUBACK, [MQTT-3.5.2-2] [MQTT-3.5.2-3] PUBREC,
  // [MQTT-3.6.2-2] [MQTT-3.6.2-3] PUBREL, [MQTT-3.7.2-2] [MQTT-3.7.2-3] PUBCOMP,
  // [MQTT-3.9.2-1] [MQTT-3.9.2-2] SUBACK, [MQTT-3.11.2-1] [MQTT-3.11.2-2] UNSUBACK
  static Stream<Function<Properties, ControlPacket>> acknowledgements() {
    return Stream.of(
        with -> new PubAck(7, ReasonCode.NOT_AUTHORIZED, with),
        with -> new PubRec(7, ReasonCode.NOT_AUTHORIZED, with),
        with -> new PubRel(7, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, with),
        with -> new PubComp(7, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, with),
        with -> new SubAck(7, REFUSED, with),
        with -> new UnsubAck(7, REFUSED, with),
        with -> new Disconnect(ReasonCode.SERVER_BUSY, with));
  }

  @ParameterizedTest
  @MethodSource("acknowledgements")
  void nothingIsLeftOutButTheWords(Function<Properties, ControlPacket> packet) {
    assertEquals(packet.apply(Properties.NONE), TrimmedPacket.of(packet.apply(WORDS)));
  }

  // [MQTT-3.2.2-19] [MQTT-3.2.2-20] CONNACK, [MQTT-3.15.2-2] [MQTT-3.15.2-3] AUTH
  static Stream<Function<Properties, ControlPacket>> withMoreToSay() {
    return Stream.of(
        with -> new ConnAck(false, ReasonCode.SUCCESS, with),
        with -> new Auth(ReasonCode.CONTINUE_AUTHENTICATION, with));
  }

  @ParameterizedTest
  @MethodSource("withMoreToSay")
  void whatTheClientNeedsStays(Function<Properties, ControlPacket> packet) {
    Properties needed = Properties.builder().add(Property.AUTHENTICATION_METHOD, "X").build();
    Properties all =
        Properties.builder()
            .add(Property.AUTHENTICATION_METHOD, "X")
            .add(Property.REASON_STRING, "because")
            .user("much", "more")
            .build();

    assertEquals(packet.apply(needed), TrimmedPacket.of(packet.apply(all)));
  }
}
