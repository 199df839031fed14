package hearth.broker.journal;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.TestSettings;
import hearth.broker.session.Session;
import hearth.broker.session.SessionLimits;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The store's promises where they are easily broken: sessions that change, a disk that fails. */
class StorePromisesTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private StoredScenario stored = new StoredScenario(new SimulatedDisk(new Random(3)), clock);

  private TestClient connect(MqttVersion version, String name, long expiry, boolean present) {
    TestClient client = stored.scenario.open(version);
    Properties properties =
        version == V5
            ? Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, expiry).build()
            : Properties.NONE;
    client.send(client.connectPacket(name, false, null, properties));
    assertEquals(present, client.expect(ConnAck.class).sessionPresent(), "session present");
    return client;
  }

  private TestClient persistent(String name) {
    return connect(V3_1_1, name, 0, false);
  }

  private TestClient resumed(String name) {
    return connect(V3_1_1, name, 0, true);
  }

  private TestClient clean(String name) {
    return stored.scenario.connected(name, V5);
  }

  private void powerCut() {
    stored = stored.restarted();
    assertEquals(List.of(), stored.state.damages());
  }

  /** Long enough for the disk to be tried again, and all that it missed to be written. */
  private void diskIsWell() {
    stored.disk.setCapacity(Long.MAX_VALUE);
    stored.scenario.advance(Duration.ofSeconds(12));
    stored.scenario.advance(Duration.ofSeconds(1));
  }

  // ---- a flood

  @Test
  void aPublisherThatOutrunsTheDiskIsReadNoFurther() {
    TestClient flood = stored.scenario.connected("flood", V3_1_1);
    stored.diskWaits(true);
    for (int i = 1; i <= 2000; i++) {
      flood.publish("a", "" + i, AT_LEAST_ONCE, true, i);
    }
    long taken = stored.scenario.broker.statistics().publishesReceived;
    assertTrue(taken < 600, taken + " messages wait for the disk");
    flood.expectNothing();
    clean("other").publish("b", "QoS 0 passes");

    stored.diskWaits(false);

    for (int i = 1; i <= 2000; i++) {
      flood.expect(new PubAck(i));
    }
  }

  @Test
  void whatWaitsForTheDiskIsBoundedInBytesToo() {
    TestClient flood = stored.scenario.connected("flood", V3_1_1);
    stored.diskWaits(true);
    for (int i = 1; i <= 200; i++) {
      flood.publish("a", "x".repeat(100_000), AT_LEAST_ONCE, true, i);
    }
    long taken = stored.scenario.broker.statistics().publishesReceived;
    assertTrue(taken < 50, taken + " large messages wait for the disk");

    stored.diskWaits(false);

    assertEquals(200, flood.receivedCount());
  }

  // ---- sessions that change

  @Test
  void whatASessionHeldThatEndedWithItsConnectionIsGone() {
    persistent("phone").subscribe("a", AT_LEAST_ONCE).disconnect();
    clean("publisher").publish("a", "1", AT_LEAST_ONCE, false, 1);
    TestClient last = connect(V5, "phone", 0, true);
    last.expectPublish("a", "1");
    last.cut();
    connect(V5, "phone", 3600, false).cut();

    powerCut();

    TestClient phone = connect(V5, "phone", 3600, true);
    phone.expectNothing();
    clean("publisher").publish("a", "2", AT_LEAST_ONCE, false, 1);
    phone.expectNothing();
  }

  @Test
  void expiryRunsOnWhileTheLogIsWrittenAgain() {
    connect(V5, "phone", 3600, false).cut();
    stored.scenario.advance(Duration.ofSeconds(3000));
    clock.setWallTime(clock.wallTime().plusSeconds(3000));
    stored.disk.setCapacity(0);
    clean("publisher").publish("a", "1", AT_LEAST_ONCE, true, 1);
    diskIsWell();

    clock.setWallTime(clock.wallTime().plusSeconds(700));
    powerCut();
    stored.scenario.advance(Duration.ofMillis(1));

    connect(V5, "phone", 3600, false);
  }

  @Test
  void aMessageOfASharedSubscriptionMovesOnce() {
    connect(V5, "one", 3600, false).subscribe("$share/g/a", EXACTLY_ONCE).cut();
    connect(V5, "two", 3600, false).subscribe("$share/g/a", EXACTLY_ONCE).cut();
    TestClient publisher = clean("publisher");
    for (int i = 1; i <= 4; i++) {
      publisher.publish("a", "" + i, EXACTLY_ONCE, false, i);
    }
    stored.scenario.open(V5).connect("one", true).cut(); // its session ends

    powerCut();

    TestClient two = connect(V5, "two", 3600, true);
    assertEquals(4, two.receivedCount());
  }

  @Test
  void lowerLimitsLoseNothingOfBefore() {
    persistent("phone").subscribe("a", AT_LEAST_ONCE).disconnect();
    TestClient publisher = clean("publisher");
    for (int i = 1; i <= 20; i++) {
      publisher.publish("a", "" + i, AT_LEAST_ONCE, false, i);
    }
    stored.disk.restart();
    SessionLimits limits =
        new SessionLimits(10_000, 10_000, 256, 5, 1 << 20, 1, Session.NEVER_EXPIRES);
    stored =
        new StoredScenario(
            stored.disk,
            new ManualClock(clock.wallTime()),
            DurabilityRules.ALWAYS,
            TestSettings.ROOMY.withSession(limits));

    assertEquals(20, resumed("phone").receivedCount());
  }

  @Test
  void aSubAckPromisesTheRetainedMessagesToo() {
    clean("publisher").publish("a", "1", AT_LEAST_ONCE, true, 1);
    TestClient phone = persistent("phone");
    stored.diskWaits(true);
    phone.send(
        new Subscribe(
            4, List.of(new Subscription(TopicFilter.of("a"), AT_LEAST_ONCE)), Properties.NONE));
    phone.expectPublish("a", "1");
    phone.expectNothing();
    stored.diskWaits(false);
    phone.expect(SubAck.class);

    powerCut();

    resumed("phone").expectPublish("a", "1");
  }

  @Test
  void topicsWithoutDurabilityWaitForNothingAndLeaveNothing() {
    DurabilityRules rules =
        new DurabilityRules(
            List.of(new DurabilityRules.Rule(TopicFilter.of("t/#"), DurabilityRules.Mode.OFF)),
            DurabilityRules.Mode.ALWAYS);
    stored = new StoredScenario(new SimulatedDisk(new Random(3)), clock, rules);
    persistent("phone").subscribe("#", AT_LEAST_ONCE).disconnect();
    TestClient publisher = clean("publisher");
    stored.diskWaits(true);
    publisher.publish("t/1", "1", AT_LEAST_ONCE, true, 1);
    publisher.expect(new PubAck(1));
    publisher.publish("s/1", "1", AT_LEAST_ONCE, true, 2);
    publisher.expectNothing();
    stored.diskWaits(false);

    powerCut();

    TestClient phone = resumed("phone");
    phone.expectPublish("s/1", "1");
    phone.expectNothing();
  }

  // ---- a disk that fails and recovers

  @Test
  void aQoS2MessageThatCouldNotBeStoredIsAnsweredWhenItIs() {
    TestClient phone = persistent("phone").subscribe("a", EXACTLY_ONCE);
    phone.disconnect();
    TestClient publisher = persistent("publisher");
    stored.disk.setCapacity(0);
    publisher.publish("a", "1", EXACTLY_ONCE, false, 1);
    publisher.publish("a", "2", EXACTLY_ONCE, false, 2);
    publisher.expectClosed();
    publisher = resumed("publisher");
    publisher.publish("a", "1", EXACTLY_ONCE, false, 1);
    publisher.expectClosed();

    diskIsWell();
    publisher = resumed("publisher");
    publisher.publish("a", "1", EXACTLY_ONCE, false, 1);
    publisher.expect(new PubRec(1));

    powerCut();

    phone = resumed("phone");
    phone.expectPublish("a", "1");
    publisher = resumed("publisher");
    publisher.send(new PubRel(1)).expect(new PubComp(1));
  }

  @Test
  void whatWasCompletedWhileTheDiskFailedDoesNotComeAgain() {
    TestClient phone = persistent("phone").subscribe("a", EXACTLY_ONCE);
    clean("publisher").publish("a", "1", EXACTLY_ONCE, false, 1);
    int identifier = phone.expectPublish("a", "1").packetIdentifier();
    stored.disk.setCapacity(0);
    phone.send(new PubRec(identifier)).expect(new PubRel(identifier));
    phone.send(new PubComp(identifier));
    diskIsWell();

    powerCut();

    resumed("phone").expectNothing();
  }

  @Test
  void theAlertEndsByItself() {
    stored.disk.setCapacity(0);
    clean("publisher").publish("a", "1", AT_LEAST_ONCE, true, 1);
    assertTrue(stored.journal.failure() != null);

    diskIsWell();

    assertEquals(null, stored.journal.failure());
    powerCut();
    // It was refused, but the broker went on from it.
    Publish kept = clean("late").subscribe("a", AT_MOST_ONCE).expectPublish("a", "1");
    assertTrue(kept.retain());
  }

  @Test
  void aRefusedSubscriptionIsNone() {
    TestClient phone = persistent("phone");
    stored.disk.setCapacity(0);
    phone.send(
        new Subscribe(
            4, List.of(new Subscription(TopicFilter.of("a"), AT_LEAST_ONCE)), Properties.NONE));
    assertTrue(phone.expect(SubAck.class).reasonCodes().get(0).isError());

    clean("publisher").publish("a", "1");

    phone.expectNothing();
    assertFalse(phone.isClosed());
  }
}
