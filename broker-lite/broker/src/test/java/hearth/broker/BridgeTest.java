package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bridge of Mosquitto, as everybody writes it. */
class BridgeTest {
  private static final String STATE = "$SYS/broker/connection/home.cloud/state";

  private final Scenario scenario = new Scenario();

  private TestClient bridge(MqttVersion version) {
    return scenario.open(version).connect(connect(version, STATE));
  }

  private static Connect connect(MqttVersion version, String willTopic) {
    Will will =
        new Will(
            TopicName.of(willTopic), "0".getBytes(UTF_8), AT_LEAST_ONCE, true, Properties.NONE);
    return new Connect(version, false, 60, "home.cloud", will, null, null, Properties.NONE, true);
  }

  @ParameterizedTest
  @EnumSource(names = {"V3_1", "V3_1_1"})
  void whatItPublishesDoesNotComeBack(MqttVersion version) {
    TestClient bridge = bridge(version).subscribe("#", AT_LEAST_ONCE);
    TestClient lamp = scenario.connected("lamp", V3_1_1).subscribe("#", AT_MOST_ONCE);

    bridge.publish("lamp/set", "ON");
    lamp.expectPublish("lamp/set", "ON");
    lamp.publish("lamp", "ON", AT_MOST_ONCE, true, 0);

    assertTrue(bridge.expectPublish("lamp", "ON").retain(), "what is retained stays so");
    bridge.expectNothing();
  }

  @Test
  void sharedSubscriptionsAreNotItsOwnAlone() {
    TestClient bridge = bridge(V3_1_1).subscribe("$share/g/#", AT_MOST_ONCE);

    bridge.publish("a", "1");

    bridge.expectPublish("a", "1");
  }

  @Test
  void itsStateIsRetained() {
    TestClient bridge = bridge(V3_1_1);
    bridge.publish(STATE, "1", AT_LEAST_ONCE, true, 1).expect(PubAck.class);
    TestClient watcher = scenario.connected("w", V3_1_1).subscribe(STATE, AT_MOST_ONCE);
    assertTrue(watcher.expectPublish(STATE, "1").retain());

    bridge.cut();

    watcher.expectPublish(STATE, "0");
    scenario.connected("late", V3_1_1).subscribe(STATE, AT_MOST_ONCE).expectPublish(STATE, "0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$SYS/broker/connection/state",
        "$SYS/broker/connection/a/b/state",
        "$SYS/broker/connection/a/states",
        "$SYS/broker/uptime",
        "$SYS",
        "$share/a/b"
      })
  void nothingElseOfTheBrokersOwn(String topic) {
    TestClient bridge = scenario.open(V3_1_1);

    bridge.send(connect(V3_1_1, topic));

    assertEquals(ReasonCode.NOT_AUTHORIZED, bridge.expect(ConnAck.class).reasonCode());
    bridge.expectClosed();
  }
}
