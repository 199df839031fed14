package hearth.broker.journal;

import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hearth.broker.Scenario;
import hearth.broker.TestClient;
import hearth.broker.session.Authority;
import hearth.broker.session.Permissions;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was taken away while the broker was down. */
class RevocationAfterRestartTest {
  private StoredScenario stored =
      new StoredScenario(new SimulatedDisk(new Random(3)), new ManualClock());

  private TestClient client(String user, Will will, boolean clean) {
    TestClient client = stored.scenario.open(V5);
    Properties kept = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600L).build();
    return client.connect(new Connect(V5, clean, 0, user + "'s", will, user, null, kept));
  }

  /** Anna may nothing but read "open". */
  private static final Permissions LITTLE =
      Permissions.of(topic -> false, topic -> topic.toString().equals("open"), filter -> true);

  private void restarted(Authority authority) {
    stored = stored.restarted(authority);
    stored.scenario.authenticator(
        (connect, id, peer, answer) ->
            answer.accept(
                hearth.broker.connection.Authenticator.AuthResult.accepted(
                    connect.userName(), authority.permissions(connect.userName(), id))));
  }

  private static Authority annaMayLittle() {
    return (user, id) -> "anna".equals(user) ? LITTLE : Permissions.ALL;
  }

  @Test
  void whatIsQueuedIsHeldToTheRulesOfToday() {
    client("anna", null, true).subscribe("#", AT_LEAST_ONCE).cut();
    TestClient bert = client("bert", null, true);
    bert.publish("secret", "1", AT_LEAST_ONCE, false, 1).expect(PubAck.class);
    bert.publish("open", "2", AT_LEAST_ONCE, false, 2).expect(PubAck.class);

    restarted(annaMayLittle());

    TestClient anna = client("anna", null, false);
    anna.expectPublish("open", "2");
    anna.expectNothing();
  }

  @Test
  void whatIsRetainedTooAsFarAsItsPublisherGoes() {
    client("anna", null, true).publish("door", "open", AT_LEAST_ONCE, true, 1).expect(PubAck.class);
    client("bert", null, true).publish("light", "ON", AT_LEAST_ONCE, true, 1).expect(PubAck.class);

    restarted(annaMayLittle());

    TestClient late = stored.scenario.connected("late", V5).subscribe("#", AT_MOST_ONCE);
    late.expectPublish("light", "ON");
    late.expectNothing();
    restarted((user, id) -> Permissions.ALL);
    TestClient later = stored.scenario.connected("later", V5).subscribe("door", AT_MOST_ONCE);
    later.expectPublish("door", "open");
  }

  @Test
  void aWillOfWhoIsGoneIsNotPublishedAndItsSessionEnds() {
    Will will =
        new Will(TopicName.of("door"), "gone".getBytes(UTF_8), AT_MOST_ONCE, true, Properties.NONE);
    client("anna", will, true).subscribe("#", AT_LEAST_ONCE);
    client("bert", null, true);

    restarted(
        new Authority() {
          @Override
          public Permissions permissions(String user, String id) {
            return Permissions.ALL;
          }

          @Override
          public boolean isGone(String user) {
            return "anna".equals(user);
          }
        });

    stored.scenario.connected("late", V5).subscribe("#", AT_MOST_ONCE).expectNothing();
    Scenario again = stored.restarted().scenario;
    TestClient anna = again.open(V5);
    Properties kept = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600L).build();
    anna.send(new Connect(V5, false, 0, "anna's", null, "anna", null, kept));
    assertFalse(anna.expect(hearth.protocol.packet.ConnAck.class).sessionPresent());
  }
}
