package hearth.broker.journal;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.BrokerSettings;
import hearth.broker.TestClient;
import hearth.broker.TestSettings;
import hearth.broker.session.Session;
import hearth.broker.session.SessionLimits;
import hearth.io.file.SimulatedDisk;
import hearth.io.file.SimulatedDisk.PowerCutException;
import hearth.io.loop.ManualClock;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Queues of clients that are away and take more memory than there is for queues: on disk. */
class PagedQueueTest {
  private static final long MEMORY = 100_000;
  private static final long PLENTY = 16L << 20;
  private static final int MANY = 2000;
  private static final BrokerSettings SETTINGS =
      TestSettings.ROOMY.withSession(
          new SessionLimits(100, 100, 256, 100_000, 64 << 20, 1000, Session.NEVER_EXPIRES));

  private final SimulatedDisk disk = new SimulatedDisk(new Random(3));
  private StoredScenario stored = open();

  private StoredScenario open() {
    return open(MEMORY);
  }

  private StoredScenario open(long memory) {
    return new StoredScenario(disk, new ManualClock(), DurabilityRules.ALWAYS, SETTINGS, memory);
  }

  private List<String> pages() {
    return disk.list().stream().filter(file -> file.startsWith("pages-")).toList();
  }

  /** What they have in memory, as limits count it. */
  private long inMemory() {
    long[] bytes = {0};
    for (String name : List.of("phone", "tablet")) {
      Session session = stored.scenario.broker.session(name);
      if (session != null) {
        session.forEachOutgoing((outgoing, state) -> bytes[0] += outgoing.memory());
      }
    }
    return bytes[0];
  }

  private void away(String name, QoS qos) {
    stored.scenario.open(V3_1_1).connect(name, false).subscribe("a/" + name, qos).cut();
  }

  private void publish(String name, int from, int to) {
    TestClient publisher = stored.scenario.connected("publisher", V3_1_1);
    for (int i = from; i < to; i++) {
      publisher.publish("a/" + name, "" + i, AT_LEAST_ONCE, false, 1 + i % 60_000);
      publisher.expect(new PubAck(1 + i % 60_000));
    }
    publisher.disconnect();
  }

  /** The client comes, takes its messages one by one, and goes. */
  private void expect(String name, int from, int to) {
    expectOf(name, "a/" + name, from, to);
  }

  private void expectOf(String name, String topic, int from, int to) {
    TestClient client = stored.scenario.open(V3_1_1).connect(name, false);
    for (int i = from; i < to; i++) {
      Publish publish = client.expectPublish(topic, "" + i);
      client.send(new PubAck(publish.packetIdentifier()));
    }
    if (to == MANY) {
      client.expectNothing();
    }
    client.cut();
  }

  /** A member that goes leaves them to the others, so that they stay in memory: that has an end. */
  @Test
  void whatWaitsOfASharedSubscriptionTakesNoMoreMemoryThanThereIs() {
    StoredScenario tight =
        new StoredScenario(
            new SimulatedDisk(new Random(4)),
            new ManualClock(),
            DurabilityRules.ALWAYS,
            SETTINGS.withMemoryBytes(1 << 20),
            MEMORY);
    tight
        .scenario
        .open(V3_1_1)
        .connect("phone", false)
        .subscribe("$share/g/a", AT_LEAST_ONCE)
        .cut();
    TestClient publisher = tight.scenario.connected("publisher", V3_1_1);
    for (int i = 1; i <= 300; i++) {
      publisher.publish("a", "x".repeat(10_000), AT_LEAST_ONCE, false, i);
      publisher.expect(new PubAck(i));
    }

    long held = tight.scenario.broker.memory().bytes();
    assertTrue(held < 9 * (1 << 20) / 10, held + " bytes");
    assertTrue(tight.scenario.broker.statistics().publishesDropped > 0);
    publisher.publish("b", "1", AT_LEAST_ONCE, false, 301);
    publisher.expect(new PubAck(301));
  }

  private void filesAreGone() {
    stored.scenario.advance(Duration.ofSeconds(6));
    stored.scenario.advance(Duration.ofSeconds(6));
    assertEquals(List.of(), pages());
  }

  @Test
  void takeLittleMemoryAndComeInTheirOrder() {
    away("phone", AT_LEAST_ONCE);
    publish("phone", 0, MANY);
    assertTrue(inMemory() <= MEMORY, inMemory() + " bytes in memory");
    assertEquals(MANY, stored.scenario.broker.session("phone").queuedMessages());

    expect("phone", 0, MANY);

    filesAreGone();
  }

  @Test
  void areNotReadByAStart() {
    away("phone", AT_LEAST_ONCE);
    publish("phone", 0, MANY);

    stored = stored.restarted();

    assertEquals(List.of(), stored.state.damages());
    assertTrue(inMemory() <= MEMORY, inMemory() + " bytes in memory");
    expect("phone", 0, MANY);
    filesAreGone();
  }

  @Test
  void goOnAfterARestartWhereTheyWereLeft() {
    away("phone", AT_LEAST_ONCE);
    publish("phone", 0, MANY);
    for (int from = 0; from < MANY; from += 250) {
      expect("phone", from, from + 250);
      stored = stored.stoppedAndStarted();
      assertEquals(List.of(), stored.state.damages());
    }
    filesAreGone();
  }

  @Test
  void theLargestQueueIsSetDownFirst() {
    away("phone", AT_LEAST_ONCE);
    away("tablet", AT_LEAST_ONCE);
    publish("tablet", 0, 20);
    publish("phone", 0, MANY);
    long[] inMemory = {0};
    stored.scenario.broker.session("tablet").forEachOutgoing((outgoing, state) -> inMemory[0]++);
    assertEquals(20, inMemory[0]);
  }

  @Test
  void aDamagedPageIsToldAndTheRestArrives() {
    away("phone", AT_LEAST_ONCE);
    publish("phone", 0, MANY);
    byte[] content = disk.content(pages().get(1));
    content[content.length / 2] ^= 1;
    disk.put(pages().get(1), content);

    TestClient client = stored.scenario.open(V3_1_1).connect("phone", false);
    int last = -1;
    int count = 0;
    while (client.receivedCount() > 0) {
      Publish publish = client.expect(Publish.class);
      int number = Integer.parseInt(TestClient.text(publish));
      assertTrue(number > last, number + " came after " + last);
      last = number;
      count++;
      client.send(new PubAck(publish.packetIdentifier()));
    }
    assertEquals(MANY - 1, last);
    assertTrue(count < MANY && count >= MANY - 600, count + " have come");
    assertEquals(MANY - count, stored.scenario.broker.statistics().publishesDropped);

    stored = stored.stoppedAndStarted();

    stored.scenario.open(V3_1_1).connect("phone", false).expectNothing();
  }

  @Test
  void endWithTheirSession() {
    away("phone", AT_LEAST_ONCE);
    publish("phone", 0, MANY);
    assertFalse(pages().isEmpty());

    stored.scenario.connected("phone", V3_1_1);

    filesAreGone();
    stored = stored.restarted();
    assertEquals(List.of(), stored.state.damages());
  }

  @Test
  void survivePowerCutsAndTheLogBeingWrittenAgain() {
    away("phone", EXACTLY_ONCE);
    publish("phone", 0, MANY / 2);
    failOnce();
    publish("phone", MANY / 2, MANY);
    expect("phone", 0, 300);
    failOnce();

    stored = stored.restarted();

    assertEquals(List.of(), stored.state.damages());
    expect("phone", 300, MANY);
    filesAreGone();
  }

  @Test
  void aStoreThatWasWrittenWithMoreMemoryOpensWithLess() {
    stored = open(PLENTY);
    for (String name : List.of("phone", "tablet")) {
      stored.scenario.open(V3_1_1).connect(name, false).subscribe("a/+", AT_LEAST_ONCE).cut();
    }
    publish("phone", 0, 500);
    failOnce();
    publish("phone", 500, MANY);
    assertEquals(List.of(), pages());

    stored = stored.restarted(MEMORY);

    assertEquals(List.of(), stored.state.damages());
    assertTrue(inMemory() <= 2 * MEMORY, inMemory() + " bytes in memory");
    expect("phone", 0, 700);
    stored = stored.stoppedAndStarted();
    assertEquals(List.of(), stored.state.damages());
    expect("phone", 700, MANY);
    expectOf("tablet", "a/phone", 0, MANY);
    filesAreGone();
  }

  @Test
  void aPowerCutWhileAStartSetsQueuesDownLosesNothing() {
    stored = open(PLENTY);
    away("phone", AT_LEAST_ONCE);
    publish("phone", 0, MANY);
    failOnce();
    for (int cut = 1; cut < 40; cut += 3) {
      disk.cutPowerAt(disk.calls() + cut);
      try {
        stored = stored.restarted(MEMORY);
      } catch (PowerCutException e) {
        // Again.
      }
    }

    stored = stored.restarted(MEMORY);

    assertEquals(List.of(), stored.state.damages());
    expect("phone", 0, MANY);
  }

  /** A disk that failed makes the journal write all that is live again. */
  private void failOnce() {
    disk.failBetween(disk.calls() + 1, disk.calls() + 2);
    TestClient other = stored.scenario.connected("other", V5);
    other.publish("b", "1", AT_LEAST_ONCE, true, 1);
    stored.scenario.advance(Duration.ofSeconds(12));
    stored.scenario.advance(Duration.ofSeconds(1));
    other.cut();
  }

  @Test
  void keepWhatBelongsToTheirMessages() {
    Properties lives = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build();
    TestClient phone = stored.scenario.open(V5);
    phone.connect(phone.connectPacket("phone", false, null, lives));
    phone.subscribe(
        new Subscription(TopicFilter.of("a/phone"), AT_LEAST_ONCE),
        Properties.builder().add(Property.SUBSCRIPTION_IDENTIFIER, 7).build());
    phone.cut();
    TestClient publisher = stored.scenario.connected("publisher", V5);
    Properties said =
        Properties.builder()
            .add(Property.MESSAGE_EXPIRY_INTERVAL, 600)
            .add(Property.CONTENT_TYPE, "x".repeat(500))
            .build();
    for (int i = 1; i <= 600; i++) {
      publisher.send(
          new Publish(false, AT_LEAST_ONCE, false, TopicName.of("a/phone"), i, said, new byte[9]));
    }
    assertFalse(pages().isEmpty());
    stored.scenario.advance(Duration.ofSeconds(100));
    stored = stored.restarted();

    phone = stored.scenario.open(V5);
    phone.connect(phone.connectPacket("phone", false, null, lives));

    Publish publish = phone.expect(Publish.class);
    assertEquals(500, publish.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, 0), 1);
    assertEquals(7, publish.properties().number(Property.SUBSCRIPTION_IDENTIFIER, 0));
    assertEquals("x".repeat(500), publish.properties().text(Property.CONTENT_TYPE));
  }
}
