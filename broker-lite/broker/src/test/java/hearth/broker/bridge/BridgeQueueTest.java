package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.account.Budget;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.broker.session.QueueLimits.WhenFull;
import hearth.broker.session.Session;
import hearth.io.file.SimulatedDisk.PowerCutException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits while there is no link: a limit in bytes, most of them on disk. */
class BridgeQueueTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final long MEMORY = 100_000;
  private static final long LIMIT = 500_000;

  /** Ten times as many bytes as the limit. */
  private static final int MANY = 3000;

  private static final int PAYLOAD = 1600;

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final House cloud = brokers.house("cloud");

  private void startWithoutLink(WhenFull whenFull) {
    home.queueMemory = MEMORY;
    home.bridged(settings("h7", d -> d.out("#", "a/", "b/").queue(LIMIT, whenFull)), cloud.way());
    home.start();
    brokers.advance(SOON);
  }

  private Session session() {
    return home.scenario().broker.session("bridge/cloud/out");
  }

  private static Publish message(int number, int identifier, QoS qos) {
    byte[] payload = new byte[PAYLOAD];
    byte[] text = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, payload, 0, text.length);
    return new Publish(
        false, qos, false, TopicName.of("a/x"), identifier, Properties.NONE, payload);
  }

  private static int number(Publish publish) {
    return Integer.parseInt(TestClient.text(publish).trim().replace("\0", ""));
  }

  private long inMemory() {
    long[] bytes = {0};
    session().forEachOutgoing((outgoing, state) -> bytes[0] += outgoing.memory());
    return bytes[0];
  }

  private void assertWithinLimits(boolean inMemoryToo) {
    assertTrue(session().queuedBytes() <= LIMIT, session().queuedBytes() + " bytes");
    long inMemory = inMemoryToo ? inMemory() : 0;
    assertTrue(inMemory <= MEMORY, inMemory + " bytes in memory");
  }

  /** What arrives once there is a link, by number. */
  private List<Integer> arrived() {
    cloud.start();
    TestClient watcher = cloud.client("w", true).subscribe("b/#", AT_LEAST_ONCE);
    List<Integer> numbers = new ArrayList<>();
    for (int calm = 0; calm < 5; ) {
      brokers.advance(Duration.ofSeconds(1));
      calm = watcher.receivedCount() == 0 ? calm + 1 : 0;
      while (watcher.receivedCount() > 0) {
        Publish publish = watcher.expect(Publish.class);
        numbers.add(number(publish));
        watcher.send(new PubAck(publish.packetIdentifier()));
      }
    }
    return numbers;
  }

  private static void assertRow(int from, int to, List<Integer> numbers) {
    List<Integer> expected = new ArrayList<>();
    for (int i = from; i < to; i++) {
      expected.add(i);
    }
    assertEquals(expected, numbers);
  }

  @Test
  void tenTimesTheLimitLeavesTheNewestInFlatMemoryAndCountsEachThatWent() {
    startWithoutLink(WhenFull.DROP_OLDEST);
    TestClient lamp = home.client("lamp", true);
    for (int i = 0; i < MANY; i++) {
      lamp.send(message(i, 1, AT_LEAST_ONCE));
      assertEquals(ReasonCode.SUCCESS, lamp.expect(PubAck.class).reasonCode());
      assertWithinLimits(i % 500 == 0);
    }
    int waiting = session().queuedMessages();
    assertEquals(MANY - waiting, session().dropped());
    assertTrue(waiting > 150, waiting + " wait");
    assertTrue(home.disk.list().stream().anyMatch(file -> file.startsWith("pages-")));

    home.kill();
    home.start();

    assertEquals(waiting, session().queuedMessages());
    assertRow(MANY - waiting, MANY, arrived());
    brokers.advance(Duration.ofSeconds(30));
    assertFalse(home.disk.list().stream().anyMatch(file -> file.startsWith("pages-")));
  }

  /** They leave by no bridge again, so the full queue is none of theirs. */
  @Test
  void commandsComeThroughWhereAFullQueueRefusesWhatLeavesOnTheirTopics() {
    ScriptedRemote mute = new ScriptedRemote(brokers.loop);
    mute.ignoresMessage = publish -> true;
    home.bridged(
            settings(
                "h7",
                d ->
                    d.out("#", "a/", "b/")
                        .in("+/set", "a/", "c/", false)
                        .queue(LIMIT, WhenFull.REFUSE)),
            mute.way())
        .start();
    brokers.advance(SOON);
    TestClient filler = home.client("filler", true);
    do {
      filler.send(message(0, 1, AT_LEAST_ONCE));
    } while (filler.expect(PubAck.class).reasonCode() == ReasonCode.SUCCESS);
    TestClient lamp = home.client("lamp", true).subscribe("a/lamp/set", QoS.AT_MOST_ONCE);

    mute.publish(
        new Publish(
            false,
            AT_LEAST_ONCE,
            false,
            TopicName.of("c/lamp/set"),
            1,
            Properties.NONE,
            "ON".getBytes(StandardCharsets.UTF_8)));
    brokers.settle();

    lamp.expectPublish("a/lamp/set", "ON");
  }

  @Test
  void theNewestGoesWhereThatIsWanted() {
    startWithoutLink(WhenFull.DROP_NEWEST);
    TestClient lamp = home.client("lamp", true);
    for (int i = 0; i < MANY; i++) {
      lamp.send(message(i, 1, AT_LEAST_ONCE));
      assertEquals(ReasonCode.SUCCESS, lamp.expect(PubAck.class).reasonCode());
    }
    int waiting = session().queuedMessages();
    assertEquals(MANY - waiting, session().dropped());

    // Messages take less room once they are on disk: then there was room again for some.
    List<Integer> arrived = arrived();
    assertEquals(waiting, arrived.size());
    assertRow(0, 200, arrived.subList(0, 200));
  }

  @Test
  void whoeverPublishesIsToldWhereThatIsWantedAndNobodyGetsIt() {
    startWithoutLink(WhenFull.REFUSE);
    TestClient watcher = home.client("watcher", true).subscribe("a/#", QoS.AT_MOST_ONCE);
    TestClient lamp = home.client("lamp", true);
    List<Integer> taken = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < MANY; i++) {
      lamp.send(message(i, 1, AT_LEAST_ONCE));
      ReasonCode code = lamp.expect(PubAck.class).reasonCode();
      if (code == ReasonCode.SUCCESS) {
        taken.add(i);
        assertEquals(i, number(watcher.expect(Publish.class)));
      } else {
        assertEquals(ReasonCode.QUOTA_EXCEEDED, code);
        refused++;
        watcher.expectNothing();
      }
    }
    assertTrue(refused > MANY / 2, refused + " refused");
    assertEquals(refused, session().refused());
    assertEquals(0, session().dropped());

    assertEquals(taken, arrived());
    lamp.send(message(1, 1, AT_LEAST_ONCE));
    assertEquals(ReasonCode.SUCCESS, lamp.expect(PubAck.class).reasonCode());
  }

  @Test
  void anEarlierVersionHasNoWordsForItAndKeepsTheMessage() {
    startWithoutLink(WhenFull.REFUSE);
    TestClient filler = home.client("filler", true);
    do {
      filler.send(message(0, 1, AT_LEAST_ONCE));
    } while (filler.expect(PubAck.class).reasonCode() == ReasonCode.SUCCESS);

    TestClient old = home.scenario().connected("old", MqttVersion.V3_1_1);
    old.send(message(1, 1, EXACTLY_ONCE));

    old.expectClosed();
    TestClient fine = home.scenario().connected("fine", MqttVersion.V3_1_1);
    fine.publish("other", "x", AT_LEAST_ONCE, false, 1);
    fine.expect(new PubAck(1));
  }

  /** What nobody else may have has nothing to do with the limits of others. */
  @Test
  void whatWaitsOnDiskTakesNothingFromOtherQueues() {
    startWithoutLink(WhenFull.DROP_OLDEST);
    TestClient lamp = home.client("lamp", true);
    for (int i = 0; i < MANY / 15; i++) {
      lamp.send(message(i, 1, AT_LEAST_ONCE));
      lamp.expect(PubAck.class);
    }
    assertTrue(session().queuedBytes() > 0);
    assertEquals(
        inMemory(),
        home.scenario().broker.memory().held(Budget.QUEUES),
        "on disk it counts for the bridge alone");
    assertNull(home.scenario().broker.session("lamp").queueLimits());
  }

  /** The power goes at each step of the disk in turn: acknowledged, it is there or was dropped. */
  @Test
  void aPowerCutAtAnyStepLeavesARowThatEndsWithTheLast() {
    startWithoutLink(WhenFull.DROP_OLDEST);
    int next = 0;
    int acknowledged = -1;
    for (int cut = 1; cut < 120; cut += 3) {
      try {
        TestClient lamp = home.client("lamp", true);
        home.disk.cutPowerAt(home.disk.calls() + cut);
        for (int i = 0; i < 100; i++) {
          lamp.send(message(next++, 1, AT_LEAST_ONCE));
          lamp.expect(PubAck.class);
          acknowledged = next - 1;
        }
      } catch (PowerCutException e) {
        // Started again below.
      }
      restart();
      assertTrue(session().queuedBytes() <= LIMIT, session().queuedBytes() + " bytes");
    }

    List<Integer> arrived = arrived();
    assertTrue(arrived.size() > 50, arrived.size() + " arrived");
    for (int i = 1; i < arrived.size(); i++) {
      assertTrue(arrived.get(i) > arrived.get(i - 1), "in order: " + arrived);
    }
    assertTrue(arrived.get(arrived.size() - 1) >= acknowledged, "the last is there");
  }

  private void restart() {
    home.kill();
    try {
      home.start();
    } catch (PowerCutException e) {
      restart();
    }
  }
}
