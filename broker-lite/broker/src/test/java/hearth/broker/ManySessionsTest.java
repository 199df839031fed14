package hearth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.session.SessionLimits;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions have limits, the longest unused empty one goes first, and the largest queue pays. */
class ManySessionsTest {
  private static final SessionLimits SIX = new SessionLimits(6, 4, 256, 1000, 64 << 10, 10, 10_000);

  private final Scenario scenario =
      new Scenario(TestSettings.ROOMY.withSession(SIX).withMemory(Budget.QUEUES, 40 << 10));

  private TestClient connect(String client, String user, ReasonCode expected) {
    TestClient opened = scenario.open(MqttVersion.V5);
    Properties kept = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 1000).build();
    opened.send(new Connect(MqttVersion.V5, false, 0, client, null, user, null, kept));
    assertEquals(expected, opened.expect(ConnAck.class).reasonCode());
    return opened;
  }

  private void visit(String client, String user) {
    connect(client, user, ReasonCode.SUCCESS).cut();
    scenario.advance(Duration.ofSeconds(1));
  }

  @Test
  void theLongestUnusedSessionOfAUserMakesRoom() {
    for (int i = 0; i < 4; i++) {
      visit("a" + i, "anna");
    }
    visit("b", "bert");
    visit("a0", "anna"); // used again
    visit("a4", "anna");

    assertNull(scenario.broker.session("a1"));
    assertNotNull(scenario.broker.session("a0"));
    assertNotNull(scenario.broker.session("b"));
    assertEquals(1, scenario.broker.statistics().sessionsDisplaced);
  }

  @Test
  void whoIsConnectedOrIsWaitedForWithMessagesStays() {
    connect("a0", "anna", ReasonCode.SUCCESS);
    for (int i = 1; i < 4; i++) {
      TestClient client = connect("a" + i, "anna", ReasonCode.SUCCESS);
      client.subscribe("t", QoS.AT_LEAST_ONCE);
      client.cut();
    }
    connect("b", "bert", ReasonCode.SUCCESS).publish("t", "x", QoS.AT_LEAST_ONCE, false, 1);

    connect("a4", "anna", ReasonCode.QUOTA_EXCEEDED);

    assertTrue(scenario.refusals.get(0).contains("limits.sessions_per_user"));
    connect("b2", "bert", ReasonCode.SUCCESS);
  }

  @Test
  void aUserWithFewSessionsTakesThePlaceOfOneWithMany() {
    for (int i = 0; i < 4; i++) {
      visit("a" + i, "anna");
    }
    visit("b0", "bert");
    visit("b1", "bert");

    visit("c", "carl");

    assertNull(scenario.broker.session("a0"));
    assertNotNull(scenario.broker.session("b0"));
    assertNotNull(scenario.broker.session("c"));
  }

  private void visitFrom(String host, String client) {
    TestClient opened = scenario.openFrom(host);
    Properties kept = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 1000).build();
    opened.send(new Connect(MqttVersion.V5, false, 0, client, null, null, null, kept));
    assertEquals(ReasonCode.SUCCESS, opened.expect(ConnAck.class).reasonCode());
    opened.subscribe("a/" + client, QoS.AT_LEAST_ONCE);
    opened.cut();
    scenario.advance(Duration.ofSeconds(1));
  }

  /** Who has no name is held to what others from the same address hold, and not to all such. */
  @Test
  void anAddressWithoutNamesTakesItsOwnPlacesOnly() {
    visitFrom("lamp", "lamp");
    for (int i = 0; i < 5; i++) {
      visitFrom("attacker", "x" + i);
    }
    visitFrom("newcomer", "new");

    assertNotNull(scenario.broker.session("lamp"));
    assertNotNull(scenario.broker.session("new"));
    assertNull(scenario.broker.session("x0"));
    assertEquals("everybody without a user name at lamp", owner("lamp"));
    visitFrom("elsewhere", "lamp");
    assertEquals("everybody without a user name at elsewhere", owner("lamp"));
  }

  private String owner(String client) {
    return scenario.broker.session(client).owner();
  }

  /** A user may retain three quarters of what all may, and what another has replaced is its own. */
  @Test
  void oneUsersRetainedMessagesLeaveRoomForOthers() {
    Scenario small = new Scenario(TestSettings.ROOMY.withMemory(Budget.RETAINED, 40 << 10));
    TestClient anna = user(small, "anna");
    for (int i = 0; i < 60; i++) {
      anna.publish("a/" + i, "x".repeat(1000), QoS.AT_MOST_ONCE, true, 0);
    }
    long ofAnna = small.broker.memory().held(Kind.RETAINED);
    assertTrue(ofAnna > 28 << 10 && ofAnna <= 30 << 10, () -> "" + ofAnna);

    TestClient bert = user(small, "bert");
    bert.publish("b", "x".repeat(1000), QoS.AT_MOST_ONCE, true, 0);
    bert.publish("a/0", "x".repeat(1000), QoS.AT_MOST_ONCE, true, 0);
    anna.publish("a/60", "x".repeat(1000), QoS.AT_MOST_ONCE, true, 0);

    assertTrue(small.broker.memory().held(Kind.RETAINED) > ofAnna + 2000);
    for (int i = 0; i <= 60; i++) {
      bert.publish("a/" + i, "", QoS.AT_MOST_ONCE, true, 0);
    }
    bert.publish("b", "", QoS.AT_MOST_ONCE, true, 0);
    assertEquals(0, small.broker.memory().held(Kind.RETAINED));
  }

  private static TestClient user(Scenario scenario, String name) {
    TestClient opened = scenario.open(MqttVersion.V5);
    opened.send(new Connect(MqttVersion.V5, true, 0, name, null, name, null, Properties.NONE));
    opened.expect(ConnAck.class);
    return opened;
  }

  /** 40 KB for all. */
  @Test
  void theLargestQueuePaysAndASmallOneLosesNothing() {
    TestClient ghost = connect("ghost", "anna", ReasonCode.SUCCESS);
    ghost.subscribe("large", QoS.AT_LEAST_ONCE);
    ghost.cut();
    TestClient lamp = connect("lamp", "bert", ReasonCode.SUCCESS);
    lamp.subscribe("small", QoS.AT_LEAST_ONCE);
    lamp.cut();
    TestClient publisher = connect("p", "carl", ReasonCode.SUCCESS);
    for (int i = 1; i <= 60; i++) {
      publisher.publish("large", "x".repeat(1000), QoS.AT_LEAST_ONCE, false, i);
    }
    for (int i = 1; i <= 20; i++) {
      publisher.publish("small", "y" + i, QoS.AT_LEAST_ONCE, false, i);
    }

    assertEquals(20, scenario.broker.session("lamp").queuedMessages());
    assertTrue(scenario.broker.session("ghost").queuedMessages() < 40);
    assertTrue(scenario.broker.statistics().publishesDropped >= 25);
    assertTrue(scenario.broker.memory().held(Kind.QUEUED) <= 40 << 10);
    TestClient back = connect("lamp", "bert", ReasonCode.SUCCESS);
    for (int i = 1; i <= 20; i++) {
      back.expectPublish("small", "y" + i);
    }
  }

  /** Their ends take as long as passing on thousands of messages. */
  @Test
  void sessionsAndWillsOfOneMomentEndInPortions() {
    int clients = 700;
    Scenario crowd = new Scenario();
    Properties minute = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 60).build();
    Will will =
        new Will(
            TopicName.of("left"),
            new byte[1],
            QoS.AT_MOST_ONCE,
            false,
            Properties.builder().add(Property.WILL_DELAY_INTERVAL, 60).build());
    List<TestClient> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      TestClient client = crowd.openFrom("host-" + i);
      all.add(client.connect(client.connectPacket("c" + i, true, will, minute)));
    }
    TestClient watcher = crowd.connectedFrom("watcher", "watcher");
    watcher.subscribe("left", QoS.AT_MOST_ONCE);
    all.forEach(TestClient::cut);
    int[] seen = {0, 0};
    crowd.loop.schedule(
        Duration.ofSeconds(60).toNanos(), () -> look(crowd, watcher, clients, seen));

    crowd.advance(Duration.ofSeconds(60));

    assertEquals(clients, watcher.receivedCount());
    assertNull(crowd.broker.session("c0"));
    assertTrue(seen[1] < clients / 2, () -> seen[1] + " in a turn");
  }

  /**
   * @param seen how many Wills there were at the last look, and the most of a turn
   */
  private static void look(Scenario crowd, TestClient watcher, int clients, int... seen) {
    int now = watcher.receivedCount();
    seen[1] = Math.max(seen[1], now - seen[0]);
    seen[0] = now;
    if (now < clients) {
      crowd.loop.execute(() -> look(crowd, watcher, clients, seen));
    }
  }
}
