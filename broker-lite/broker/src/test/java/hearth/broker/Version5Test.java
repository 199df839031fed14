package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.connection.ConnectionLimits;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.UserProperty;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What 5.0 has and 3.1.1 has not. */
class Version5Test {
  private final Scenario scenario = new Scenario();
  private final TestClient publisher = scenario.connected("publisher", V5);

  private static Publish message(
      String topic,
      String payload,
      QoS qos,
      boolean retain,
      int identifier,
      Properties properties) {
    return new Publish(
        false,
        qos,
        retain,
        topic == null ? null : TopicName.of(topic),
        identifier,
        properties,
        payload.getBytes(StandardCharsets.UTF_8));
  }

  private static Properties with(Property property, Object value) {
    return Properties.builder().add(property, value).build();
  }

  private TestClient connect(String name, Properties properties) {
    TestClient client = scenario.open(V5);
    return client.connect(client.connectPacket(name, true, null, properties));
  }

  // [MQTT-3.3.2-15] [MQTT-3.3.2-16] [MQTT-3.3.2-17] [MQTT-3.3.2-18] [MQTT-3.3.2-20] [MQTT-3.3.2-4]
  @Test
  void theApplicationsPropertiesArriveUnchangedAndInOrder() {
    TestClient subscriber = scenario.connected("subscriber", V5).subscribe("a", AT_MOST_ONCE);
    Properties properties =
        Properties.builder()
            .add(Property.PAYLOAD_FORMAT_INDICATOR, 1)
            .user("b", "1")
            .user("a", "2")
            .user("b", "3")
            .add(Property.CONTENT_TYPE, "text/plain")
            .add(Property.RESPONSE_TOPIC, "answers/7")
            .add(Property.CORRELATION_DATA, new byte[] {1, 2, 3})
            .build();

    publisher.send(message("a", "x", AT_MOST_ONCE, false, 0, properties));

    Properties got = subscriber.expectPublish("a", "x").properties();
    assertEquals(1, got.number(Property.PAYLOAD_FORMAT_INDICATOR, 0));
    assertEquals("text/plain", got.text(Property.CONTENT_TYPE));
    assertEquals("answers/7", got.text(Property.RESPONSE_TOPIC));
    assertArrayEquals(new byte[] {1, 2, 3}, got.binary(Property.CORRELATION_DATA));
    assertEquals(
        List.of(new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "3")),
        got.userProperties());
  }

  @Test
  void anEarlierVersionGetsTheMessageWithoutThem() {
    TestClient subscriber = scenario.connected("subscriber", V3_1_1).subscribe("a", AT_MOST_ONCE);
    publisher.send(
        message("a", "x", AT_MOST_ONCE, false, 0, with(Property.CONTENT_TYPE, "text/plain")));
    assertTrue(subscriber.expectPublish("a", "x").properties().isEmpty());
  }

  @Test
  void aPayloadThatIsNotTheTextItClaimsIsRefused() {
    publisher.send(
        new Publish(
            false,
            AT_LEAST_ONCE,
            false,
            TopicName.of("a"),
            1,
            with(Property.PAYLOAD_FORMAT_INDICATOR, 1),
            new byte[] {(byte) 0xC0, (byte) 0x80}));
    assertEquals(ReasonCode.PAYLOAD_FORMAT_INVALID, publisher.expect(PubAck.class).reasonCode());
  }

  // [MQTT-3.3.2-5] [MQTT-3.3.2-6]
  @Test
  void aMessageExpiresInAQueueAndForwardsWhatRemains() {
    TestClient phone = scenario.open(V3_1_1).connect("phone", false);
    phone.subscribe("a", AT_LEAST_ONCE);
    phone.disconnect();
    Properties tenSeconds = with(Property.MESSAGE_EXPIRY_INTERVAL, 10);
    Properties minute = with(Property.MESSAGE_EXPIRY_INTERVAL, 60);
    publisher.send(message("a", "short", AT_LEAST_ONCE, false, 1, tenSeconds));
    publisher.send(message("a", "long", AT_LEAST_ONCE, false, 2, minute));

    scenario.advance(Duration.ofSeconds(20));
    TestClient back = scenario.open(V5);
    back.send(back.connectPacket("phone", false, null, Properties.NONE));
    assertTrue(back.expect(ConnAck.class).sessionPresent());

    Publish got = back.expectPublish("a", "long");
    assertEquals(40, got.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1));
    back.expectNothing();
    assertEquals(1, scenario.broker.statistics().publishesExpired);
  }

  @Test
  void aRetainedMessageExpiresToo() {
    publisher.send(
        message("a", "x", AT_MOST_ONCE, true, 0, with(Property.MESSAGE_EXPIRY_INTERVAL, 10)));
    scenario.advance(Duration.ofSeconds(4));
    TestClient early = scenario.connected("early", V5).subscribe("a", AT_MOST_ONCE);
    assertEquals(
        6, early.expectPublish("a", "x").properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1));
    scenario.advance(Duration.ofSeconds(6));
    scenario.connected("late", V5).subscribe("a", AT_MOST_ONCE).expectNothing();
  }

  // [MQTT-3.3.4-7] [MQTT-3.3.4-9]
  @Test
  void noMoreThanTheReceiveMaximumIsUnderWay() {
    TestClient slow = connect("slow", with(Property.RECEIVE_MAXIMUM, 2));
    slow.subscribe("a", EXACTLY_ONCE);
    for (int i = 1; i <= 4; i++) {
      publisher.publish("a", "" + i, i % 2 == 0 ? EXACTLY_ONCE : AT_LEAST_ONCE, false, i);
    }
    publisher.publish("a", "now", AT_MOST_ONCE, false, 0);

    int first = slow.expectPublish("a", "1").packetIdentifier();
    slow.expectPublish("a", "2");
    slow.expectPublish("a", "now"); // [MQTT-3.3.4-8]: QoS 0 does not wait
    slow.expectNothing();
    slow.send(new PubAck(first));
    slow.expectPublish("a", "3");
    slow.expectNothing();
  }

  // [MQTT-3.3.4-10]
  @Test
  void aUsedUpReceiveMaximumHoldsNothingElseBack() {
    TestClient slow = connect("slow", with(Property.RECEIVE_MAXIMUM, 1));
    slow.subscribe("a", EXACTLY_ONCE);
    publisher.publish("a", "1", EXACTLY_ONCE, false, 1);
    publisher.publish("a", "2", EXACTLY_ONCE, false, 2);
    int identifier = slow.expectPublish("a", "1").packetIdentifier();

    slow.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
    slow.subscribe("b", AT_MOST_ONCE);
    slow.publish("c", "x", AT_LEAST_ONCE, false, 9);
    slow.expect(new PubAck(9, ReasonCode.NO_MATCHING_SUBSCRIBERS));
    slow.publish("c", "x", EXACTLY_ONCE, false, 9);
    slow.expect(new PubRec(9, ReasonCode.NO_MATCHING_SUBSCRIBERS));
    slow.send(new PubRel(9)).expect(new PubComp(9));
    slow.send(new PubRec(identifier)).expect(new PubRel(identifier));

    slow.expectNothing();
    slow.send(new PubComp(identifier));
    slow.expectPublish("a", "2");
  }

  // [MQTT-4.3.3-13]
  @Test
  void exactlyOnceIsCompletedThoughTheMessageHasExpired() {
    TestClient subscriber = scenario.connected("subscriber", V5).subscribe("a", EXACTLY_ONCE);
    Properties second = with(Property.MESSAGE_EXPIRY_INTERVAL, 1);
    publisher.send(message("a", "x", EXACTLY_ONCE, false, 1, second));
    publisher.expect(new PubRec(1));
    int identifier = subscriber.expectPublish("a", "x").packetIdentifier();

    scenario.advance(Duration.ofSeconds(10));

    publisher.send(message("a", "x", EXACTLY_ONCE, false, 1, second));
    publisher.expect(new PubRec(1));
    publisher.send(new PubRel(1)).expect(new PubComp(1));
    subscriber.send(new PubRec(identifier)).expect(new PubRel(identifier));
    subscriber.send(new PubComp(identifier));
    subscriber.expectNothing();
  }

  @Test
  void aPublisherOverTheReceiveMaximumIsDisconnected() {
    int maximum = TestSettings.ROOMY.connection().receiveMaximum();
    for (int i = 1; i <= maximum; i++) {
      publisher.publish("a", "x", EXACTLY_ONCE, false, i);
      publisher.expect(PubRec.class);
    }
    publisher.publish("a", "x", EXACTLY_ONCE, false, maximum + 1);
    assertEquals(
        ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, publisher.expect(Disconnect.class).reasonCode());
    publisher.expectClosed();
  }

  // [MQTT-3.1.2-24] [MQTT-3.1.2-25]
  @Test
  void whatIsTooLargeForOneSubscriberIsDroppedForThatOne() {
    TestClient small = connect("small", with(Property.MAXIMUM_PACKET_SIZE, 40));
    small.subscribe("a", AT_LEAST_ONCE);
    TestClient large = scenario.connected("large", V5).subscribe("a", AT_LEAST_ONCE);

    publisher.publish("a", "x".repeat(60), AT_LEAST_ONCE, false, 1);
    publisher.publish("a", "y", AT_LEAST_ONCE, false, 2);

    large.expectPublish("a", "x".repeat(60));
    large.expectPublish("a", "y");
    small.expectPublish("a", "y");
    small.expectNothing();
    assertEquals(1, scenario.broker.statistics().publishesDropped);
  }

  @Test
  void aPacketOverOurLimitEndsTheConnectionBeforeItsEndHasCome() {
    Scenario strict =
        new Scenario(
            TestSettings.ROOMY.withConnection(
                new hearth.broker.connection.ConnectionLimits(
                    new PacketSizes(1000, 1000, 1000, 1000),
                    10,
                    5,
                    0,
                    1_000_000_000L,
                    1 << 16,
                    1_000_000_000L,
                    1024,
                    64,
                    false)));
    TestClient client = strict.open(V5);
    client.send(client.connectPacket("c", true, null, Properties.NONE));
    ConnAck answer = client.expect(ConnAck.class);
    assertEquals(1000, answer.properties().number(Property.MAXIMUM_PACKET_SIZE, 0));
    assertEquals(10, answer.properties().number(Property.RECEIVE_MAXIMUM, 0));

    client.sendBytes(new byte[] {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F});

    assertEquals(ReasonCode.PACKET_TOO_LARGE, client.expect(Disconnect.class).reasonCode());
    client.expectClosed();
  }

  // [MQTT-3.3.2-7] [MQTT-3.3.2-12]
  @Test
  void topicAliasesOfAPublisherAreResolved() {
    TestClient subscriber = scenario.connected("subscriber", V5).subscribe("#", AT_MOST_ONCE);
    publisher.send(message("a", "1", AT_MOST_ONCE, false, 0, with(Property.TOPIC_ALIAS, 3)));
    publisher.send(message(null, "2", AT_MOST_ONCE, false, 0, with(Property.TOPIC_ALIAS, 3)));
    publisher.send(message("b", "3", AT_MOST_ONCE, false, 0, with(Property.TOPIC_ALIAS, 3)));
    publisher.send(message(null, "4", AT_MOST_ONCE, false, 0, with(Property.TOPIC_ALIAS, 3)));

    assertTrue(subscriber.expectPublish("a", "1").properties().isEmpty());
    subscriber.expectPublish("a", "2");
    subscriber.expectPublish("b", "3");
    subscriber.expectPublish("b", "4");
    publisher.send(message(null, "5", AT_MOST_ONCE, false, 0, with(Property.TOPIC_ALIAS, 9)));
    assertTrue(publisher.expect(Disconnect.class).reasonCode().isError());
  }

  @Test
  void aSubscriberThatAllowsItGetsAliases() {
    TestClient subscriber = connect("subscriber", with(Property.TOPIC_ALIAS_MAXIMUM, 1));
    subscriber.subscribe("#", AT_MOST_ONCE);

    publisher.publish("a", "1");
    publisher.publish("a", "2");

    Publish first = subscriber.expectPublish("a", "1");
    assertEquals(1, first.properties().number(Property.TOPIC_ALIAS, 0));
    Publish second = subscriber.expect(Publish.class);
    assertNull(second.topic());
    assertEquals(1, second.properties().number(Property.TOPIC_ALIAS, 0));
  }

  // [MQTT-3.1.2-29]
  @Test
  void reasonStringsAreKeptFromAClientThatDoesNotWantThem() {
    TestClient quiet = connect("quiet", with(Property.REQUEST_PROBLEM_INFORMATION, 0));
    quiet.publish("$SYS/x", "1", AT_LEAST_ONCE, false, 1);
    assertTrue(quiet.expect(PubAck.class).properties().isEmpty());
    TestClient curious = scenario.connected("curious", V5);
    curious.publish("$SYS/x", "1", AT_LEAST_ONCE, false, 1);
    assertTrue(curious.expect(PubAck.class).properties().has(Property.REASON_STRING));
  }

  // [MQTT-3.1.2-28]
  @Test
  void responseInformationIsGivenToWhoAsks() {
    TestClient client = scenario.open(V5);
    client.send(
        client.connectPacket("c", true, null, with(Property.REQUEST_RESPONSE_INFORMATION, 1)));
    assertEquals(
        "response/c/",
        client.expect(ConnAck.class).properties().text(Property.RESPONSE_INFORMATION));
  }

  @Test
  void responseInformationThatDoesNotFitAStringIsLeftOut() {
    ConnectionLimits limits = TestSettings.ROOMY.connection();
    Scenario large =
        new Scenario(
            TestSettings.ROOMY.withConnection(
                limits.withPacketSizes(new PacketSizes(1 << 20, 1 << 20, 1 << 10, 1 << 10))));
    String longest = "c".repeat(65_535);
    TestClient client = large.open(V5);
    client.send(
        client.connectPacket(longest, true, null, with(Property.REQUEST_RESPONSE_INFORMATION, 1)));
    assertFalse(client.expect(ConnAck.class).properties().has(Property.RESPONSE_INFORMATION));

    String fits = "c".repeat(65_535 - "response//".length());
    TestClient other = large.open(V5);
    other.send(
        other.connectPacket(fits, true, null, with(Property.REQUEST_RESPONSE_INFORMATION, 1)));
    assertTrue(other.expect(ConnAck.class).properties().has(Property.RESPONSE_INFORMATION));
  }

  // [MQTT-4.12.0-1]
  @Test
  void anUnknownAuthenticationMethodIsRefused() {
    TestClient client = scenario.open(V5);
    client.send(client.connectPacket("c", true, null, with(Property.AUTHENTICATION_METHOD, "X")));
    assertEquals(ReasonCode.BAD_AUTHENTICATION_METHOD, client.expect(ConnAck.class).reasonCode());
    client.expectClosed();
  }
}
