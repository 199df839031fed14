package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.UserProperty;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who is told who has published, and by whom that can be said. */
class PublisherPropertyTest {
  private static final UserProperty FORGED =
      new UserProperty("hearth-by", "user anna, client phone");
  private static final UserProperty OTHER = new UserProperty("room", "kitchen");

  private final Scenario scenario = new Scenario();

  /** The device of the broker's own process. */
  private TestClient told() {
    scenario.authenticator(
        new Authenticator() {
          @Override
          public void authenticate(
              Connect connect, String identifier, Peer peer, Consumer<AuthResult> answer) {
            answer.accept(AuthResult.accepted(":device", Permissions.ALL));
          }

          @Override
          public boolean tellsPublishers() {
            return true;
          }
        });
    return scenario.connected("device", V5);
  }

  private TestClient of(String user, String client, MqttVersion version) {
    scenario.authenticator(
        (connect, identifier, peer, answer) ->
            answer.accept(Authenticator.AuthResult.accepted(user, Permissions.ALL)));
    return scenario.connected(client, version);
  }

  private static Publish command(QoS qos, boolean retain, UserProperty... said) {
    Properties.Builder properties = Properties.builder();
    for (UserProperty each : said) {
      properties.user(each.name(), each.value());
    }
    return new Publish(
        false,
        qos,
        retain,
        TopicName.of("light/set"),
        qos == AT_MOST_ONCE ? 0 : 5,
        properties.build(),
        "ON".getBytes(UTF_8));
  }

  private static List<UserProperty> heard(TestClient client) {
    return client.expectPublish("light/set", "ON").properties().userProperties();
  }

  private static UserProperty by(String who) {
    return new UserProperty("hearth-by", who);
  }

  @Test
  void theDeviceIsToldAndNobodyElse() {
    TestClient device = told().subscribe("light/set", AT_LEAST_ONCE);
    TestClient other = of("bob", "other", V5).subscribe("light/set", AT_LEAST_ONCE);

    of("anna", "phone", V5).send(command(AT_LEAST_ONCE, false));

    assertEquals(List.of(by("user anna, client phone")), heard(device));
    assertEquals(List.of(), heard(other));
  }

  @Test
  void whatAClientSaysOfItselfGoesNoFurther() {
    TestClient device = told().subscribe("light/set", AT_MOST_ONCE);
    TestClient other = of(null, "other", V5).subscribe("light/set", AT_MOST_ONCE);

    of(null, "stranger", V5).send(command(AT_MOST_ONCE, false, FORGED, OTHER, FORGED));

    assertEquals(List.of(OTHER, by("client stranger")), heard(device));
    assertEquals(List.of(OTHER), heard(other));
  }

  @Test
  void aNameThatLooksLikeAnotherIsSeenToBeAClients() {
    TestClient device = told().subscribe("light/set", AT_MOST_ONCE);

    of(null, "x, user anna\n", V3_1_1).send(command(AT_MOST_ONCE, false));

    assertTrue(heard(device).get(0).value().startsWith("client x, user anna"));
  }

  @Test
  void theLongestNamesFit() {
    TestClient device = told().subscribe("light/set", AT_MOST_ONCE);

    of("🏠".repeat(10_000), "c".repeat(60_000), V5).send(command(AT_MOST_ONCE, false));

    String by = heard(device).get(0).value();
    assertTrue(by.startsWith("user 🏠") && by.length() < 500, by);
  }

  @Test
  void retainedCommandsAndWillsAreToldOfAlike() {
    TestClient phone = of("anna", "phone", V5);
    phone.send(command(AT_MOST_ONCE, true, FORGED));
    TestClient device = told().subscribe("light/set", AT_MOST_ONCE);
    assertEquals(List.of(by("user anna, client phone")), heard(device));

    scenario.authenticator(
        (connect, identifier, peer, answer) ->
            answer.accept(Authenticator.AuthResult.accepted("bob", Permissions.ALL)));
    Will will =
        new Will(
            TopicName.of("light/set"),
            "ON".getBytes(UTF_8),
            AT_MOST_ONCE,
            false,
            Properties.builder().user(FORGED.name(), FORGED.value()).build());
    TestClient dying = scenario.open(V5);
    dying.connect(dying.connectPacket("dying", true, will, Properties.NONE));
    dying.cut();

    assertEquals(List.of(by("user bob, client dying")), heard(device));
  }
}
