package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.UserProperty;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WillTest {
  private final Scenario scenario = new Scenario();
  private final TestClient watcher =
      scenario.connected("watcher", V5).subscribe("device/status", AT_MOST_ONCE);

  private static Will will(Properties properties) {
    return new Will(
        TopicName.of("device/status"),
        "offline".getBytes(StandardCharsets.UTF_8),
        AT_LEAST_ONCE,
        true,
        properties);
  }

  private TestClient device(MqttVersion version) {
    TestClient client = scenario.open(version);
    return client.connect(
        client.connectPacket("device", true, will(Properties.NONE), Properties.NONE));
  }

  private TestClient device(long delay, long expiry, boolean cleanStart) {
    TestClient client = scenario.open(V5);
    return client.connect(
        client.connectPacket(
            "device",
            cleanStart,
            will(Properties.builder().add(Property.WILL_DELAY_INTERVAL, delay).build()),
            Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, expiry).build()));
  }

  // [MQTT-3.1.2-8] [MQTT-3.1.2-15]
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aCutConnectionPublishesItsWill(MqttVersion version) {
    device(version).cut();

    watcher.expectPublish("device/status", "offline");
    TestClient late = scenario.connected("late", V3_1_1).subscribe("#", AT_MOST_ONCE);
    assertTrue(late.expectPublish("device/status", "offline").retain());
  }

  // [MQTT-3.1.2-14]
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aWillIsRetainedOnlyWhereItAsksForIt(MqttVersion version) {
    TestClient client = scenario.open(version);
    Will passing =
        new Will(
            TopicName.of("device/status"),
            "offline".getBytes(StandardCharsets.UTF_8),
            AT_MOST_ONCE,
            false,
            Properties.NONE);
    client.connect(client.connectPacket("device", true, passing, Properties.NONE)).cut();

    watcher.expectPublish("device/status", "offline");
    scenario.connected("late", V3_1_1).subscribe("#", AT_MOST_ONCE).expectNothing();
  }

  // [MQTT3-3.1.2-12]
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whoHasNoWillLeavesNone(MqttVersion version) {
    TestClient all = scenario.connected("all", V5).subscribe("#", AT_MOST_ONCE);

    scenario.connected("device", version).cut();

    all.expectNothing();
  }

  // [MQTT-3.1.3-10]
  @Test
  void theWillsUserPropertiesKeepTheirOrder() {
    TestClient client = scenario.open(V5);
    Properties users =
        Properties.builder()
            .user("b", "1")
            .user("a", "2")
            .user("b", "3")
            .add(Property.CONTENT_TYPE, "text/plain")
            .build();
    client.connect(client.connectPacket("device", true, will(users), Properties.NONE)).cut();

    Properties got = watcher.expectPublish("device/status", "offline").properties();
    assertEquals(
        List.of(new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "3")),
        got.userProperties());
    assertEquals("text/plain", got.text(Property.CONTENT_TYPE));
  }

  // [MQTT-3.1.2-10] [MQTT-3.14.4-3]
  @Test
  void disconnectForgetsTheWill() {
    device(V3_1_1).disconnect();
    watcher.expectNothing();
  }

  @Test
  void disconnectMayAskForTheWill() {
    device(V5).send(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, Properties.NONE));
    watcher.expectPublish("device/status", "offline");
  }

  @Test
  void aProtocolErrorPublishesTheWill() {
    device(V3_1_1).sendBytes(HexFormat.of().parseHex("36050001610000"));
    watcher.expectPublish("device/status", "offline");
  }

  @Test
  void theWillOfATakenOverConnectionComesBeforeTheNewOneIsLetIn() {
    device(V3_1_1);
    TestClient again = device(V3_1_1);

    watcher.expectPublish("device/status", "offline");
    again.publish("device/status", "online", AT_MOST_ONCE, true, 0);
    watcher.expectPublish("device/status", "online");
    watcher.expectNothing();
  }

  // [MQTT-3.1.3-9]
  @Test
  void aDelayedWillIsCancelledByAReconnect() {
    device(30, 3600, true).cut();
    scenario.advance(Duration.ofSeconds(29));
    device(30, 3600, false);
    scenario.advance(Duration.ofHours(1));

    watcher.expectNothing();
  }

  // [MQTT-3.1.2-7]: it outlives the connection, with the session
  @Test
  void aDelayedWillComesWhenItsDelayHasPassed() {
    device(30, 3600, true).cut();
    scenario.advance(Duration.ofSeconds(29));
    watcher.expectNothing();
    scenario.advance(Duration.ofSeconds(1));

    assertFalse(
        watcher
            .expectPublish("device/status", "offline")
            .properties()
            .has(Property.WILL_DELAY_INTERVAL));
  }

  @Test
  void aDelayedWillComesNoLaterThanTheEndOfItsSession() {
    device(3600, 10, true).cut();
    scenario.advance(Duration.ofSeconds(10));
    watcher.expectPublish("device/status", "offline");
    scenario.advance(Duration.ofHours(2));
    watcher.expectNothing();
  }

  @Test
  void aCleanStartEndsTheSessionAndSoSendsTheDelayedWill() {
    device(30, 3600, true).cut();
    device(30, 3600, true);
    watcher.expectPublish("device/status", "offline");
  }

  @Test
  void stoppingTheBrokerPublishesWills() {
    TestClient device = device(V5);
    scenario.broker.shutDown();
    scenario.settle();
    watcher.expectPublish("device/status", "offline");
    device.expect(Disconnect.class);
  }

  @Test
  void aWillForTheBrokersOwnTopicsIsRefused() {
    TestClient client = scenario.open(V5);
    client.send(
        client.connectPacket(
            "device",
            true,
            new Will(
                TopicName.of("$SYS/broker/version"),
                new byte[] {'x'},
                AT_MOST_ONCE,
                true,
                Properties.NONE),
            Properties.NONE));
    assertEquals(ReasonCode.NOT_AUTHORIZED, client.expect(ConnAck.class).reasonCode());
    client.expectClosed();
  }
}
