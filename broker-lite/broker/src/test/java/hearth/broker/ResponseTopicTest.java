package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.AccessControl;
import hearth.broker.access.ClientPermissions;
import hearth.broker.connection.Authenticator.AuthResult;
import hearth.broker.session.Permissions;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody lets the device publish where it may not itself. */
class ResponseTopicTest {
  private final Scenario scenario = new Scenario();
  private TestClient device;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    device = scenario.connected("device", V5).subscribe("#", AT_MOST_ONCE);
    AccessControl rules =
        AccessControl.read(
            Files.writeString(
                folder.resolve("acl"),
                "topic write light/set\ntopic guest/#\ntopic read news\ntopic write drop\n"));
    scenario.broker.authority((user, id) -> new GrantedPermissions(rules.permissions(user, id)));
    scenario.authenticator(
        (connect, id, peer, answer) -> {
          ClientPermissions permissions = rules.permissions(null, id);
          Permissions granted = new GrantedPermissions(permissions);
          answer.accept(AuthResult.accepted(null, granted));
        });
  }

  private static Properties asking(String responseTopic) {
    return Properties.builder()
        .add(Property.RESPONSE_TOPIC, responseTopic)
        .add(Property.CORRELATION_DATA, "7".getBytes(UTF_8))
        .build();
  }

  private Publish receivedFrom(TestClient guest, String responseTopic, QoS qos) {
    guest.send(
        new Publish(
            false,
            qos,
            false,
            TopicName.of("light/set"),
            qos == AT_MOST_ONCE ? 0 : 1,
            asking(responseTopic),
            "ON".getBytes(UTF_8)));
    return device.expectPublish("light/set", "ON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zigbee2mqtt/bridge/request/restart",
        "door/set",
        "homeassistant/light/x/config",
        "light/set",
        "news",
        "drop",
        "$SYS/broker/version"
      })
  void aCommandPassesWithoutATopicThatIsNotItsSendersOwn(String responseTopic) {
    TestClient guest = scenario.connected("guest", V5);

    Publish heard = receivedFrom(guest, responseTopic, AT_LEAST_ONCE);

    assertFalse(heard.properties().has(Property.RESPONSE_TOPIC));
    assertEquals(ReasonCode.SUCCESS, guest.expect(PubAck.class).reasonCode());
    assertTrue(
        scenario.refusals.get(0).startsWith("guest: NOT_AUTHORIZED: "),
        scenario.refusals::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"guest", "guest/answers/7"})
  void itsOwnPasses(String responseTopic) {
    Publish heard = receivedFrom(scenario.connected("guest", V5), responseTopic, AT_MOST_ONCE);

    assertEquals(responseTopic, heard.properties().text(Property.RESPONSE_TOPIC));
    assertEquals("7", new String(heard.properties().binary(Property.CORRELATION_DATA), UTF_8));
  }

  @Test
  void norDoesAWillLendIt() {
    for (String responseTopic : new String[] {"door/set", "guest/answers"}) {
      Will will =
          new Will(
              TopicName.of("light/set"),
              "OFF".getBytes(UTF_8),
              AT_MOST_ONCE,
              false,
              asking(responseTopic));
      TestClient guest = scenario.open(V5);
      guest.connect(guest.connectPacket("guest", true, will, Properties.NONE)).cut();
      boolean passes = responseTopic.startsWith("guest");
      Publish heard = device.expectPublish("light/set", "OFF");
      assertEquals(passes, heard.properties().has(Property.RESPONSE_TOPIC), responseTopic);
    }
  }
}
