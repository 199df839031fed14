package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1;
import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.connection.ConnectionLimits;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectTest {
  private final Scenario scenario = new Scenario();

  // [MQTT-3.1.4-5]
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aClientIsLetIn(MqttVersion version) {
    TestClient client = scenario.open(version);

    client.send(client.connectPacket("phone", true, null, Properties.NONE));

    ConnAck answer = client.expect(ConnAck.class);
    assertEquals(ReasonCode.SUCCESS, answer.reasonCode());
    assertFalse(answer.sessionPresent()); // [MQTT-3.2.2-2]
    client.send(PingReq.INSTANCE);
    client.expect(PingResp.INSTANCE); // [MQTT-3.12.4-1]
  }

  // [MQTT-3.2.2-4] [MQTT-3.2.2-7] [MQTT3-3.1.3-9]: every return code of 3.1.1, as its bytes
  @ParameterizedTest
  @CsvSource({
    "CLIENT_IDENTIFIER_NOT_VALID,02",
    "SERVER_UNAVAILABLE,03",
    "BAD_USER_NAME_OR_PASSWORD,04",
    "NOT_AUTHORIZED,05"
  })
  void aRefusedClientIsToldWhyAndClosed(ReasonCode code, String returnCode) {
    scenario.refusing(code);
    TestClient client = scenario.open(V3_1_1);

    client.send(client.connectPacket("phone", true, null, Properties.NONE));

    client.expect(new ConnAck(false, code, Properties.NONE));
    client.expectClosed();
    assertEquals("phone: " + code + ": not today", scenario.refusals.get(0));
    assertEquals(1, scenario.refusals.size());
  }

  // [MQTT-3.1.4-2] [MQTT-3.2.2-7] [MQTT-3.14.0-1] [MQTT-4.13.2-1]
  @Test
  void aRefusedClientOf5HearsTheReasonInWords() {
    scenario.refusing(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    TestClient client = scenario.open(V5);

    client.send(client.connectPacket("phone", true, null, Properties.NONE));

    ConnAck answer = client.expect(ConnAck.class);
    assertEquals(ReasonCode.BAD_USER_NAME_OR_PASSWORD, answer.reasonCode());
    assertEquals("not today", answer.properties().text(Property.REASON_STRING));
    client.expectClosed();
  }

  // [MQTT-3.1.2-2]
  @ParameterizedTest
  @CsvSource({"MQTT,6", "MQTT,2", "MQIsdp,4", "HTTP,4"})
  void anUnknownProtocolIsRefused(String name, int level) {
    TestClient client = scenario.open(V3_1_1);
    byte[] tail = HexFormat.of().parseHex("02003c000161");
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] packet = new byte[2 + 2 + text.length + 1 + tail.length];
    packet[0] = 0x10;
    packet[1] = (byte) (packet.length - 2);
    packet[3] = (byte) text.length;
    System.arraycopy(text, 0, packet, 4, text.length);
    packet[4 + text.length] = (byte) level;
    System.arraycopy(tail, 0, packet, 5 + text.length, tail.length);

    client.sendBytes(packet);

    assertEquals(
        ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, client.expect(ConnAck.class).reasonCode());
    client.expectClosed();
  }

  @Test
  void anEmptyIdentifierCannotKeepASession() {
    TestClient client = scenario.open(V3_1_1);

    client.send(client.connectPacket("", false, null, Properties.NONE));

    // [MQTT-3.1.3-8] [MQTT3-3.1.3-8]
    assertEquals(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, client.expect(ConnAck.class).reasonCode());
    client.expectClosed();
  }

  @Test
  void version31NeedsAnIdentifierAlways() {
    TestClient client = scenario.open(V3_1);

    client.send(client.connectPacket("", true, null, Properties.NONE));

    assertEquals(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, client.expect(ConnAck.class).reasonCode());
  }

  // [MQTT-3.1.3-6] [MQTT-3.1.3-7] [MQTT-3.2.2-16]
  @Test
  void anEmptyIdentifierIsReplacedAndToldToAClientOf5() {
    TestClient first = scenario.open(V5);
    TestClient second = scenario.open(V5);

    first.send(first.connectPacket("", true, null, Properties.NONE));
    second.send(second.connectPacket("", true, null, Properties.NONE));

    String one = first.expect(ConnAck.class).properties().text(Property.ASSIGNED_CLIENT_IDENTIFIER);
    String two =
        second.expect(ConnAck.class).properties().text(Property.ASSIGNED_CLIENT_IDENTIFIER);
    assertTrue(one.startsWith("auto-"));
    assertFalse(one.equals(two));
  }

  // [MQTT-3.1.0-1]
  @Test
  void theFirstPacketMustBeConnect() {
    TestClient client = scenario.open(V3_1_1);

    client.send(PingReq.INSTANCE);

    client.expectClosed();
  }

  // [MQTT-3.1.0-2] [MQTT-4.13.1-1] [MQTT-4.13.2-1]
  @Test
  void aSecondConnectEndsTheConnection() {
    TestClient client = scenario.connected("phone", V5);

    client.send(client.connectPacket("phone", true, null, Properties.NONE));

    assertEquals(ReasonCode.PROTOCOL_ERROR, client.expect(Disconnect.class).reasonCode());
    client.expectClosed();
  }

  // [MQTT-3.1.4-1] [MQTT3-3.1.4-1]
  @Test
  void aMalformedConnectIsClosedWithoutAnAnswer() {
    TestClient client = scenario.open(V3_1_1);

    client.sendBytes(HexFormat.of().parseHex("100d00044d5154540403003c000161"));

    client.expectClosed();
    assertEquals(1, scenario.refusals.size());
  }

  @Test
  void whoSendsNoConnectInTimeIsClosed() {
    TestClient client = scenario.open(V3_1_1);

    scenario.advance(Duration.ofSeconds(9));
    assertFalse(client.isClosed());
    scenario.advance(Duration.ofSeconds(1));

    client.expectClosed();
  }

  // [MQTT-3.1.4-3] [MQTT-4.13.2-1]
  @Test
  void aSecondConnectionOfTheSameClientTakesOver() {
    TestClient old = scenario.connected("phone", V5).subscribe("a", AT_MOST_ONCE);

    TestClient young = scenario.connected("phone", V5);

    assertEquals(ReasonCode.SESSION_TAKEN_OVER, old.expect(Disconnect.class).reasonCode());
    old.expectClosed();
    young.publish("a", "1");
    young.expectNothing();
    assertEquals(List.of("phone: SESSION_TAKEN_OVER: taken over from client-2"), scenario.refusals);
  }

  @Test
  void whoTakesOverFromItsOwnAddressIsNoThief() {
    scenario.connectedFrom("host", "phone");

    scenario.connectedFrom("host", "phone");

    assertEquals(List.of(), scenario.refusals);
  }

  // [MQTT-4.13.1-1]
  @Test
  void aMalformedPacketHarmsNobodyElse() {
    TestClient other = scenario.connected("other", V3_1_1).subscribe("a", AT_MOST_ONCE);
    TestClient bad = scenario.connected("bad", V3_1_1);

    bad.sendBytes(HexFormat.of().parseHex("36050001610000")); // QoS 3

    bad.expectClosed();
    scenario.connected("good", V3_1_1).publish("a", "1");
    other.expectPublish("a", "1");
    assertEquals(1, scenario.refusals.size());
    assertTrue(scenario.refusals.get(0).startsWith("bad: MALFORMED_PACKET"));
  }

  // [MQTT-3.1.2-22] [MQTT-3.2.2-22]
  @Test
  void whoIsSilentForOneAndAHalfKeepAlivesIsClosed() {
    TestClient client = scenario.open(V5);
    client.send(new Connect(V5, true, 10, "phone", null, null, null, Properties.NONE));
    assertFalse(client.expect(ConnAck.class).properties().has(Property.SERVER_KEEP_ALIVE));

    scenario.advance(Duration.ofSeconds(14));
    client.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
    scenario.advance(Duration.ofSeconds(14));
    client.expectNothing();
    scenario.advance(Duration.ofSeconds(2));

    assertEquals(ReasonCode.KEEP_ALIVE_TIMEOUT, client.expect(Disconnect.class).reasonCode());
    client.expectClosed();
  }

  // [MQTT-4.1.0-1]
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void withoutKeepAliveTheSessionLastsAsLongAsItsConnection(MqttVersion version) {
    TestClient client = scenario.connected("phone", version).subscribe("a", AT_MOST_ONCE);

    scenario.advance(Duration.ofDays(30));

    client.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
    scenario.connected("publisher", V5).publish("a", "1");
    client.expectPublish("a", "1");
  }

  // [MQTT-3.1.3-5]
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void anIdentifierOfLettersAndDigitsIsTaken(MqttVersion version) {
    String allowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int i = 0; i < allowed.length(); i++) {
      scenario.connected(allowed.substring(i, i + 1), version);
      int length = 1 + i % 23;
      scenario.connected(
          (allowed + allowed).substring(i, i + length), version); // closes none of another name
    }
  }

  // [MQTT-3.1.4-6]
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whatFollowsARefusedConnectIsNotLookedAt(MqttVersion version) {
    TestClient listener = scenario.connected("listener", V5).subscribe("a", AT_MOST_ONCE);
    scenario.refusing(ReasonCode.NOT_AUTHORIZED);
    TestClient client = scenario.open(version);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        PacketEncoder.encode(client.connectPacket("guest", true, null, Properties.NONE), version));
    bytes.writeBytes(
        PacketEncoder.encode(
            new Publish(
                false, QoS.AT_MOST_ONCE, true, TopicName.of("a"), 0, Properties.NONE, new byte[1]),
            version));

    client.sendBytes(bytes.toByteArray());

    client.expect(new ConnAck(false, ReasonCode.NOT_AUTHORIZED, reason(version)));
    client.expectClosed();
    listener.expectNothing();
  }

  private static Properties reason(MqttVersion version) {
    return version.hasProperties()
        ? Properties.builder().add(Property.REASON_STRING, "not today").build()
        : Properties.NONE;
  }

  // [MQTT-3.2.2-21]
  @Test
  void theServersKeepAliveHolds() {
    Scenario hasty =
        new Scenario(
            TestSettings.ROOMY.withConnection(
                new ConnectionLimits(
                    new PacketSizes(1000, 1000, 1000, 1000),
                    10,
                    5,
                    60,
                    1_000_000_000L,
                    1 << 16,
                    1_000_000_000L,
                    1024,
                    64,
                    false)));
    TestClient client = hasty.open(V5);
    client.send(client.connectPacket("phone", true, null, Properties.NONE));
    assertEquals(
        60, client.expect(ConnAck.class).properties().number(Property.SERVER_KEEP_ALIVE, 0));

    hasty.advance(Duration.ofSeconds(89));
    assertFalse(client.isClosed());
    hasty.advance(Duration.ofSeconds(3));

    assertEquals(ReasonCode.KEEP_ALIVE_TIMEOUT, client.expect(Disconnect.class).reasonCode());
  }

  // 4.11
  @Test
  void aBrokerThatHasMovedSaysWhereto() {
    scenario.authenticator(new MovedAuthenticator("new-pi.local:1883"));
    TestClient five = scenario.open(V5);
    five.send(five.connectPacket("phone", true, null, Properties.NONE));
    ConnAck answer = five.expect(ConnAck.class);
    assertEquals(ReasonCode.SERVER_MOVED, answer.reasonCode());
    assertEquals("new-pi.local:1883", answer.properties().text(Property.SERVER_REFERENCE));
    five.expectClosed();

    TestClient three = scenario.open(V3_1_1);
    three.send(three.connectPacket("phone", true, null, Properties.NONE));
    assertEquals(ReasonCode.SERVER_UNAVAILABLE, three.expect(ConnAck.class).reasonCode());
    three.expectClosed();
  }
}
