package hearth.protocol.codec;

import static hearth.protocol.packet.MqttVersion.V3_1;
import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What differs between the versions, and what no version can say. */
class EncoderTest {
  private static final TopicName TOPIC = TopicName.of("a");
  private static final Properties USER = Properties.builder().user("k", "v").build();

  /** [MQTT3-3.2.2-6]. */
  @Test
  void reasonCodesOf50BecomeReturnCodes() {
    assertEquals(1, returnCode(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION));
    assertEquals(2, returnCode(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID));
    assertEquals(3, returnCode(ReasonCode.SERVER_BUSY));
    assertEquals(3, returnCode(ReasonCode.CONNECTION_RATE_EXCEEDED));
    assertEquals(4, returnCode(ReasonCode.BAD_USER_NAME_OR_PASSWORD));
    assertEquals(5, returnCode(ReasonCode.BANNED));
    assertTrue(ReturnCodes.exists(ReasonCode.SUCCESS));
    assertFalse(ReturnCodes.exists(ReasonCode.MALFORMED_PACKET));
    refused(new ConnAck(false, ReasonCode.MALFORMED_PACKET, Properties.NONE), V3_1_1);
  }

  private static int returnCode(ReasonCode code) {
    return PacketEncoder.encode(new ConnAck(false, code, Properties.NONE), V3_1_1)[3];
  }

  /** [MQTT3-3.9.3-2]. */
  @Test
  void everyFailedSubscriptionBecomes128() {
    SubAck subAck =
        new SubAck(
            1,
            List.of(ReasonCode.GRANTED_QOS_2, ReasonCode.NOT_AUTHORIZED, ReasonCode.QUOTA_EXCEEDED),
            USER);
    assertEquals("90 05 00 01 02 80 80", Wire.hex(PacketEncoder.encode(subAck, V3_1_1)));
  }

  @Test
  void propertiesAndReasonsAreLeftOutBefore50() {
    PubAck pubAck = new PubAck(1, ReasonCode.QUOTA_EXCEEDED, USER);
    assertEquals("40 02 00 01", Wire.hex(PacketEncoder.encode(pubAck, V3_1_1)));
    Disconnect disconnect = new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, USER);
    assertEquals("E0 00", Wire.hex(PacketEncoder.encode(disconnect, V3_1_1)));
    Publish publish = new Publish(false, QoS.AT_MOST_ONCE, false, TOPIC, 0, USER, new byte[1]);
    assertEquals("30 04 00 01 61 00", Wire.hex(PacketEncoder.encode(publish, V3_1_1)));
    Subscription subscription =
        new Subscription(
            TopicFilter.of("a"), QoS.AT_LEAST_ONCE, true, true, RetainHandling.DO_NOT_SEND);
    Subscribe subscribe = new Subscribe(1, List.of(subscription), USER);
    assertEquals("82 06 00 01 00 01 61 01", Wire.hex(PacketEncoder.encode(subscribe, V3_1_1)));
  }

  @Test
  void sessionPresentIsLeftOutIn31() {
    ConnAck connAck = new ConnAck(true, ReasonCode.SUCCESS, Properties.NONE);
    assertEquals("20 02 00 00", Wire.hex(PacketEncoder.encode(connAck, V3_1)));
  }

  @Test
  void onePublishServesManyReceivers() {
    Publish publish =
        new Publish(false, QoS.AT_LEAST_ONCE, false, TOPIC, 0, Properties.NONE, new byte[] {1});
    EncodedPublish encoded = PublishEncoder.encode(publish, V5);
    assertEquals("32 07 00 01 61 00 00 00 01", Wire.hex(encoded.bytes()));
    assertEquals(5, encoded.packetIdentifierOffset());

    Publish qos0 = Publish.message(TOPIC, QoS.AT_MOST_ONCE, false, new byte[0]);
    assertEquals(-1, PublishEncoder.encode(qos0, V3_1_1).packetIdentifierOffset());
  }

  /** [MQTT-1.5.5-1]. */
  @Test
  void variableByteIntegersTakeAsFewBytesAsTheyCan() {
    int[] firsts = {0, 128, 16_384, 2_097_152, 268_435_456};
    for (int size = 1; size <= 4; size++) {
      assertEquals(size, VariableByteInteger.size(firsts[size - 1]));
      assertEquals(size, VariableByteInteger.size(firsts[size] - 1));
    }
    assertThrows(IllegalArgumentException.class, () -> VariableByteInteger.size(268_435_456));
    assertThrows(IllegalArgumentException.class, () -> VariableByteInteger.size(-1));
  }

  /** [MQTT-2.2.1-3] [MQTT-3.3.1-2] [MQTT-3.3.4-6]. */
  @Test
  void aPublishThatIsNone() {
    refused(publish(false, QoS.AT_LEAST_ONCE, TOPIC, 0, Properties.NONE), V3_1_1);
    refused(publish(false, QoS.EXACTLY_ONCE, TOPIC, 65_536, Properties.NONE), V3_1_1);
    refused(publish(true, QoS.AT_MOST_ONCE, TOPIC, 0, Properties.NONE), V3_1_1);
    refused(publish(false, QoS.AT_MOST_ONCE, null, 0, Properties.NONE), V5);
    Properties alias = Properties.NONE.with(Property.TOPIC_ALIAS, 1);
    refused(publish(false, QoS.AT_MOST_ONCE, null, 0, alias), V3_1_1);
    refused(
        publish(
            false, QoS.AT_MOST_ONCE, TOPIC, 0, Properties.NONE.with(Property.RECEIVE_MAXIMUM, 1)),
        V5);
  }

  private static Publish publish(
      boolean dup, QoS qos, TopicName topic, int packetIdentifier, Properties properties) {
    return new Publish(dup, qos, false, topic, packetIdentifier, properties, new byte[0]);
  }

  /** [MQTT-3.4.2-1] [MQTT-3.6.2-1] [MQTT-3.14.2-1] [MQTT-3.15.2-1] [MQTT-3.2.2-6]. */
  @Test
  void whatNoReceiverWouldAccept() {
    refused(new PubAck(0), V3_1_1);
    refused(new PubAck(65_536), V3_1_1);
    refused(new PubAck(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND), V5);
    refused(new PubRel(1, ReasonCode.UNSPECIFIED_ERROR), V5);
    refused(new Disconnect(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Properties.NONE), V5);
    refused(new Auth(ReasonCode.UNSPECIFIED_ERROR, USER), V5);
    refused(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, USER), V3_1_1);
    refused(new ConnAck(true, ReasonCode.NOT_AUTHORIZED, Properties.NONE), V5);
    refused(new Subscribe(1, List.of(), Properties.NONE), V3_1_1);
    refused(new Unsubscribe(1, List.of(), Properties.NONE), V3_1_1);
    refused(new SubAck(1, List.of(), Properties.NONE), V3_1_1);
    Subscription noLocal =
        new Subscription(
            TopicFilter.of("$share/g/a"), QoS.AT_MOST_ONCE, true, false, RetainHandling.SEND);
    refused(new Subscribe(1, List.of(noLocal), Properties.NONE), V5);
  }

  /** [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT3-3.1.2-22]. */
  @Test
  void aConnectThatIsNone() {
    refused(connect(V5, "a\0"), V5);
    refused(connect(V5, "\uD800"), V5);
    refused(connect(V5, "a".repeat(65_536)), V5);
    refused(connect(V5, "a"), V3_1_1);
    refused(new Connect(V3_1_1, true, 0, "a", null, null, new byte[1], Properties.NONE), V3_1_1);
    refused(new Connect(V3_1_1, true, 65_536, "a", null, null, null, Properties.NONE), V3_1_1);
  }

  private static Connect connect(MqttVersion version, String clientIdentifier) {
    return new Connect(version, true, 0, clientIdentifier, null, null, null, Properties.NONE);
  }

  @Test
  void numbersThatTheirPropertyCannotHold() {
    refused(connAck(Property.RECEIVE_MAXIMUM, 65_536), V5);
    refused(connAck(Property.MAXIMUM_QOS, 2), V5);
    refused(connAck(Property.SESSION_EXPIRY_INTERVAL, 4_294_967_296L), V5);
    refused(connAck(Property.SESSION_EXPIRY_INTERVAL, -1), V5);
    refused(connAck(Property.RECEIVE_MAXIMUM, 4_294_967_297L), V5);
  }

  private static ConnAck connAck(Property property, long value) {
    return new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE.with(property, value));
  }

  private static void refused(ControlPacket packet, MqttVersion version) {
    assertThrows(
        IllegalArgumentException.class,
        () -> PacketEncoder.encode(packet, version),
        packet.toString());
  }
}
