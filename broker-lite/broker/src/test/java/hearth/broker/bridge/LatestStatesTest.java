package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.account.Budget;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.broker.session.QueueLimits.WhenFull;
import hearth.broker.session.Session;
import hearth.io.file.SimulatedDisk.PowerCutException;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** States of which the latest alone waits while there is no link. */
class LatestStatesTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int TOPICS = 20;
  private static final int MANY = 2000;

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final House cloud = brokers.house("cloud");
  private TestClient watcher;

  private void startWithoutLink(long bytes, WhenFull whenFull) {
    home.bridged(
            settings(
                "h7",
                d ->
                    d.out("#", "home/", "b/")
                        .latest("+/state", "home/", "b/")
                        .queue(bytes, whenFull)),
            cloud.way())
        .start();
    brokers.advance(SOON);
  }

  private void link() {
    cloud.start();
    watcher = cloud.client("w", true).subscribe("b/#", AT_MOST_ONCE);
    brokers.advance(SOON);
  }

  private void publish(String topic, String payload, boolean retain) {
    TestClient lamp = home.client("lamp", true);
    lamp.publish(topic, payload, AT_LEAST_ONCE, retain, 1);
    assertEquals(ReasonCode.SUCCESS, lamp.expect(PubAck.class).reasonCode());
  }

  private Session states() {
    return home.scenario().broker.session("bridge/cloud/latest");
  }

  private void restart() {
    home.kill();
    try {
      home.start();
    } catch (PowerCutException e) {
      restart();
    }
  }

  @Test
  void aStateThatChangesAThousandTimesLeavesOnceAndTakesTheRoomOfOne() {
    startWithoutLink(100_000, WhenFull.DROP_OLDEST);
    TestClient lamp = home.client("lamp", true);
    for (int i = 0; i < MANY; i++) {
      lamp.publish("home/" + i % TOPICS + "/state", "" + i, AT_LEAST_ONCE, true, 1);
      lamp.expect(PubAck.class);
    }
    assertEquals(TOPICS, states().queuedMessages());
    assertEquals(MANY - TOPICS, states().superseded());
    assertEquals(0, states().dropped());
    assertEquals(
        states().queuedBytes(),
        home.scenario().broker.memory().held(Budget.QUEUES),
        "what went is not held any more, and no state waits twice");

    home.kill();
    home.start();
    assertEquals(TOPICS, states().queuedMessages());
    link();

    for (int i = 0; i < TOPICS; i++) {
      watcher.expectPublish("b/" + i + "/state", "" + (MANY - TOPICS + i));
    }
    watcher.expectNothing();
  }

  /** Events beside them are all there, and by one way only. */
  @Test
  void whatIsNoStateLeavesWhole() {
    startWithoutLink(1 << 20, WhenFull.DROP_OLDEST);
    publish("home/lamp/event", "1", false);
    publish("home/lamp/state", "ON", true);
    publish("home/lamp/event", "2", false);
    publish("home/lamp/state", "OFF", true);

    link();

    Map<String, String> got = new HashMap<>();
    while (watcher.receivedCount() > 0) {
      Publish publish = watcher.expect(Publish.class);
      got.merge(publish.topic().toString(), TestClient.text(publish), (a, b) -> a + "," + b);
    }
    assertEquals(Map.of("b/lamp/event", "1,2", "b/lamp/state", "OFF"), got);
  }

  @Test
  void aDeletionIsAStateToo() {
    startWithoutLink(1 << 20, WhenFull.DROP_OLDEST);
    link();
    publish("home/lamp/state", "ON", true);
    watcher.expectPublish("b/lamp/state", "ON");
    cloud.kill();
    publish("home/lamp/state", "OFF", true);
    publish("home/lamp/state", "", true);
    restart();

    link();

    cloud.client("late", true).subscribe("b/#", AT_MOST_ONCE).expectNothing();
  }

  /** What is said but not to be retained takes nothing from what is. */
  @Test
  void aMessageThatIsNotRetainedDoesNotTakeTheStateWithIt() {
    startWithoutLink(1 << 20, WhenFull.DROP_OLDEST);
    publish("home/lamp/state", "ON", true);
    publish("home/lamp/state", "blinks", false);
    publish("home/lamp/state", "blinks again", false);

    link();

    watcher.expectPublish("b/lamp/state", "ON");
    watcher.expectPublish("b/lamp/state", "blinks again");
    watcher.expectNothing();
  }

  /** A state that waits gives its own room to the next. */
  @Test
  void aFullQueueStillTakesTheNextOfATopicThatWaits() {
    startWithoutLink(2000, WhenFull.REFUSE);
    TestClient lamp = home.client("lamp", true);
    int topics = 0;
    ReasonCode code;
    do {
      lamp.publish("home/" + topics++ + "/state", "a", AT_LEAST_ONCE, true, 1);
      code = lamp.expect(PubAck.class).reasonCode();
    } while (code == ReasonCode.SUCCESS);
    assertEquals(ReasonCode.QUOTA_EXCEEDED, code);
    assertTrue(topics > 3, topics + " topics");

    publish("home/0/state", "b", true);

    assertEquals(topics - 1, states().queuedMessages());
  }

  @Test
  void statesThatAreOnTheirWayAreNotTakenBack() {
    startWithoutLink(1 << 20, WhenFull.DROP_OLDEST);
    link();
    watcher = cloud.client("w2", true).subscribe("b/#", EXACTLY_ONCE);
    for (int i = 0; i < 50; i++) {
      publish("home/lamp/state", "" + i, true);
    }
    assertEquals(0, states().queuedMessages());
    for (int i = 0; i < 50; i++) {
      watcher.expectPublish("b/lamp/state", "" + i);
    }
  }

  /**
   * The power goes at one step of the disk after the other: what was acknowledged is the latest.
   */
  @Test
  void aPowerCutAtAnyStepLosesNoLatestState() {
    startWithoutLink(1 << 20, WhenFull.DROP_OLDEST);
    Map<String, Integer> acknowledged = new HashMap<>();
    int next = 0;
    for (int cut = 1; cut < 60; cut++) {
      try {
        TestClient lamp = home.client("lamp", true);
        home.disk.cutPowerAt(home.disk.calls() + cut);
        for (int i = 0; i < 60; i++) {
          String topic = next % 7 + "/state";
          lamp.publish("home/" + topic, "" + next++, AT_LEAST_ONCE, true, 1);
          lamp.expect(PubAck.class);
          acknowledged.put("b/" + topic, next - 1);
        }
      } catch (PowerCutException e) {
        // Started again below.
      }
      restart();
    }

    link();

    Map<String, Integer> got = new HashMap<>();
    while (watcher.receivedCount() > 0) {
      Publish publish = watcher.expect(Publish.class);
      got.put(publish.topic().toString(), Integer.parseInt(TestClient.text(publish)));
    }
    assertEquals(acknowledged.keySet(), got.keySet());
    acknowledged.forEach(
        (topic, least) -> assertTrue(got.get(topic) >= least, topic + ": " + got + acknowledged));
  }
}
