package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who runs the broker sees what it holds, and for whom, and can end a session. */
class HeldListsTest {
  private static final String SESSIONS = "$SYS/broker/sessions/list";
  private static final String RETAINED = "$SYS/broker/retained/list";
  private static final String REMOVE = "$SYS/broker/sessions/remove";
  private static final String SESSION_HEADINGS =
      "client\tuser\tis\tsince\texpiry\tmessages\tmemory\tdisk\tsubscriptions";

  private final Scenario scenario = new Scenario();

  @Test
  void sessionsAreListed() {
    TestClient phone = as("anna", "phone", false);
    phone.subscribe("home/#", AT_LEAST_ONCE);
    scenario.advance(Duration.ofSeconds(60));
    phone.disconnect();
    TestClient admin = scenario.connected("admin", V3_1_1);
    admin.publish("home/a", "1", AT_LEAST_ONCE, false, 1);
    admin.expect(PubAck.class);
    scenario.advance(Duration.ofSeconds(60));

    List<String> lines = list(admin, SESSIONS);

    assertEquals(SESSION_HEADINGS, lines.get(0));
    assertEquals("admin\t-\tconnected\t2026-01-01T00:01:00Z\t0\t0\t0\t0\t1", lines.get(1));
    assertTrue(
        lines
            .get(2)
            .matches("phone\tanna\taway\t2026-01-01T00:01:00Z\t2592000\t1\t[1-9]\\d*\t0\t1"),
        lines.get(2));
    assertEquals(3, lines.size());
  }

  @Test
  void retainedMessagesAreListedWithTheirWriters() {
    as("anna", "lamp", true).publish("b", "on", AT_MOST_ONCE, true, 0);
    TestClient gone = scenario.connected("gone", V3_1_1);
    gone.publish("a\u0007", "12345", AT_MOST_ONCE, true, 0);
    gone.disconnect();
    scenario.advance(Duration.ofSeconds(90));

    List<String> lines = list(scenario.connected("admin", V3_1_1), RETAINED);

    assertEquals(
        List.of(
            "topic\tbytes\tclient\tuser\twriter\tretained",
            "a\\u{7}\t5\tgone\t-\tgone\t2026-01-01T00:00:00Z",
            "b\t2\tlamp\tanna\tconnected\t2026-01-01T00:00:00Z"),
        lines);
  }

  @Test
  void anothersSessionOfTheSameNameIsNotTheWriters() {
    TestClient first = as("anna", "lamp", true);
    first.publish("a", "1", AT_MOST_ONCE, true, 0);
    first.disconnect();
    as("bob", "lamp", true);

    List<String> lines = list(scenario.connected("admin", V3_1_1), RETAINED);

    assertTrue(lines.get(1).startsWith("a\t1\tlamp\tanna\tgone\t"), lines.get(1));
  }

  @Test
  void ofManyTheLargestAreListed() {
    TestClient writer = scenario.connected("writer", V3_1_1);
    for (int i = 0; i < 503; i++) {
      writer.publish("t/" + i, i == 502 ? "large" : "1", AT_MOST_ONCE, true, 0);
    }

    List<String> lines = list(scenario.connected("admin", V3_1_1), RETAINED);

    assertEquals(502, lines.size());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("t/502\t5\twriter\t-\t")));
    assertEquals("and 3 more, none of them larger", lines.get(501));
  }

  @Test
  void aListComesOnceAndOnlyToWhoAsksForIt() {
    TestClient all = scenario.connected("all", V3_1_1);
    all.subscribe("$SYS/#", AT_MOST_ONCE);
    for (int left = all.receivedCount(); left > 0; left--) {
      String topic = all.expect(Publish.class).topic().toString();
      assertFalse(topic.endsWith("/list"), topic);
    }
    TestClient one = scenario.connected("one", V3_1_1);
    list(one, SESSIONS);
    scenario.connected("another", V3_1_1);
    scenario.advance(Duration.ofSeconds(30));
    one.expectNothing();
  }

  @Test
  void aSessionIsEndedWithWhatWaitsForIt() {
    TestClient phone = as("anna", "phone", false);
    phone.subscribe("home/#", AT_LEAST_ONCE);
    phone.disconnect();
    TestClient admin = as("admin", "desk", true);

    assertEquals(ReasonCode.SUCCESS, remove(admin, "phone"));
    assertNull(scenario.broker.session("phone"));
    assertEquals(ReasonCode.NO_MATCHING_SUBSCRIBERS, remove(admin, "phone"));
  }

  @Test
  void aConnectedClientHearsThatItsSessionIsEnded() {
    TestClient phone = as("anna", "phone", false);

    assertEquals(ReasonCode.SUCCESS, remove(as("admin", "desk", true), "phone"));

    assertEquals(ReasonCode.ADMINISTRATIVE_ACTION, phone.expect(Disconnect.class).reasonCode());
    phone.expectClosed();
    assertNull(scenario.broker.session("phone"));
  }

  @Test
  void aRemovalOfQosTwoIsDoneOnce() {
    as("anna", "phone", false).disconnect();
    TestClient admin = as("admin", "desk", true);

    admin.publish(REMOVE, "phone", EXACTLY_ONCE, true, 7);
    assertEquals(ReasonCode.SUCCESS, admin.expect(PubRec.class).reasonCode());
    admin.send(new PubRel(7));

    assertEquals(ReasonCode.SUCCESS, admin.expect(PubComp.class).reasonCode());
    assertEquals(1, list(admin, RETAINED).size(), "it is not retained");
  }

  @Test
  void aStrangerOfTheNetworkEndsNoSessionOfAUser() {
    as("anna", "phone", false).disconnect();
    scenario.connected("nobodys", V5);

    TestClient stranger = scenario.connectedFrom("10.0.0.7", "stranger");
    assertEquals(ReasonCode.NOT_AUTHORIZED, remove(stranger, "phone"));
    assertEquals(ReasonCode.SUCCESS, remove(stranger, "nobodys"));
    assertNotNull(scenario.broker.session("phone"));

    TestClient local = scenario.connectedFrom("127.0.0.1", "local");
    assertEquals(ReasonCode.SUCCESS, remove(local, "phone"));
  }

  @Test
  void nobodyEndsItsOwn() {
    TestClient admin = as("admin", "desk", true);
    assertEquals(ReasonCode.NOT_AUTHORIZED, remove(admin, "desk"));
    assertFalse(admin.isClosed());
  }

  @Test
  void noWillEndsASession() {
    TestClient client = scenario.open(V5);
    Will will =
        new Will(
            TopicName.of(REMOVE), "phone".getBytes(UTF_8), AT_MOST_ONCE, false, Properties.NONE);

    client.send(client.connectPacket("lamp", true, will, Properties.NONE));

    assertEquals(ReasonCode.NOT_AUTHORIZED, client.expect(ConnAck.class).reasonCode());
  }

  @Test
  void whoMayNotReadItHearsNothing() {
    scenario.authenticator(
        (connect, identifier, peer, answer) ->
            answer.accept(Authenticator.AuthResult.accepted("guest", READING_NOTHING)));
    TestClient guest = scenario.connected("guest", V3_1_1);

    guest.subscribe(SESSIONS, AT_MOST_ONCE);

    guest.expectNothing();
  }

  private static final Permissions READING_NOTHING =
      Permissions.of(topic -> false, topic -> false, filter -> true);

  /** A client of a user; its session stays as long as limits allow unless it is clean. */
  private TestClient as(String user, String clientIdentifier, boolean clean) {
    TestClient client = scenario.open(V5);
    Properties properties =
        clean
            ? Properties.NONE
            : Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 0xFFFF_FFFFL).build();
    client.send(
        new Connect(
            V5, clean, 0, clientIdentifier, null, user, "secret".getBytes(UTF_8), properties));
    assertEquals(ReasonCode.SUCCESS, client.expect(ConnAck.class).reasonCode());
    return client;
  }

  private static ReasonCode remove(TestClient by, String clientIdentifier) {
    by.publish(REMOVE, clientIdentifier, AT_LEAST_ONCE, false, 1);
    return by.expect(PubAck.class).reasonCode();
  }

  private static List<String> list(TestClient client, String topic) {
    client.subscribe(topic, AT_MOST_ONCE);
    return TestClient.text(client.expect(Publish.class)).lines().toList();
  }
}
