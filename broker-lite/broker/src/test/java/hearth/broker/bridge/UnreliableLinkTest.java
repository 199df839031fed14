package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.broker.session.Session;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The remote is dead, reads slowly or not at all, floods, or comes and goes: the house goes on. */
class UnreliableLinkTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Larger than what may wait on a link. */
  private static final long FLAT = 512 << 10;

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final ScriptedRemote remote = new ScriptedRemote(brokers.loop);

  private void start() {
    remote.sessionPresent = true;
    home.bridged(
            settings("h7", d -> d.out("#", "a/", "").in("#", "c/", "in/", false)), remote.way())
        .start();
    brokers.advance(SOON);
  }

  private void publish(String topic, String payload, QoS qos) {
    TestClient client = home.client("p", true).publish(topic, payload, qos, false, 1);
    if (qos == AT_LEAST_ONCE) {
      client.expect(PubAck.class);
    } else if (qos == EXACTLY_ONCE) {
      client.expect(PubRec.class);
      client.send(new PubRel(1));
    }
    client.disconnect();
  }

  private void assertHouseWorks() {
    TestClient lamp = home.client("lamp", true).subscribe("c/lamp/set", AT_LEAST_ONCE);
    publish("c/lamp/set", "ON", AT_MOST_ONCE);
    lamp.expectPublish("c/lamp/set", "ON");
    lamp.disconnect();
  }

  /** What waits is in the queue, which has a limit, and not on the link. */
  @Test
  void aRemoteThatDoesNotReadHoldsNobodyUpAndNoMemory() {
    start();
    remote.gets.a().stall();
    String large = "x".repeat(50_000);
    for (int i = 0; i < 100; i++) {
      publish("a/x", large, i % 2 == 0 ? AT_LEAST_ONCE : AT_MOST_ONCE);
      assertTrue(remote.gets.b().pendingBytes() < FLAT, "" + remote.gets.b().pendingBytes());
    }
    assertHouseWorks();

    remote.gets.a().unstall();
    brokers.advance(SOON);

    assertEquals(50, remote.published.stream().filter(each -> each.qos() != AT_MOST_ONCE).count());
  }

  /** One large message takes longer than the deadline: that is slow, not silent. */
  @Test
  void aLargeMessageOverASlowLinkIsGivenItsTime() {
    start();
    remote.gets.a().stall();
    publish("a/x", "x".repeat(500_000), AT_LEAST_ONCE);
    int connects = remote.connects.size();
    for (int second = 0; second < 30; second++) {
      brokers.advance(Duration.ofSeconds(1));
    }
    remote.gets.a().unstall();
    brokers.advance(SOON);

    assertEquals(connects, remote.connects.size(), "the same connection as before");
    assertEquals(1, remote.published.size());
  }

  @Test
  void aFloodFromTheRemoteWaitsThereWhileTheHouseHasOtherThingsToDo() {
    start();
    TestClient lamp = home.client("lamp", true).subscribe("c/#", AT_MOST_ONCE);
    home.atHome.forEach(each -> each.a().stall());
    Properties none = Properties.NONE;
    for (int i = 0; i < 200; i++) {
      remote.publish(
          new Publish(false, AT_MOST_ONCE, false, TopicName.of("in/x"), 0, none, new byte[50_000]));
      brokers.settle();
      long waiting = home.atHome.stream().mapToLong(each -> each.b().pendingBytes()).sum();
      assertTrue(waiting < FLAT, waiting + " bytes");
    }
    brokers.advance(Duration.ofSeconds(30));
    assertEquals(2, remote.connects.size(), "it is not the remote that is silent");

    home.atHome.forEach(each -> each.a().unstall());
    brokers.advance(SOON);
    for (int i = 0; i < 200; i++) {
      lamp.expect(Publish.class);
    }
  }

  /** It comes and goes each half second: nothing gathers, and all arrives. */
  @Test
  void aLinkThatComesAndGoesGathersNothing() {
    remote.sessionPresent = true;
    home.bridged(settings("h7", d -> d.out("#", "a/", "")), remote.way()).start();
    brokers.advance(SOON);
    int published = 0;
    for (int i = 0; i < 200; i++) {
      if (i % 2 == 0) {
        publish("a/x", "" + published++, EXACTLY_ONCE);
      }
      remote.gets.a().abort();
      brokers.advance(Duration.ofMillis(500));
    }
    assertHouseWorks();

    brokers.advance(SOON);
    assertEquals(0, waiting());
    assertEquals(
        IntStream.range(0, published).mapToObj(Integer::toString).toList(),
        remote.published.stream().map(TestClient::text).distinct().toList());
  }

  /** No connection lasts for longer than 300 ms. */
  private void comesAndGoes(int connections) {
    remote.gets.a().abort();
    for (int seen = remote.connects.size(), end = seen + connections; seen < end; ) {
      if (remote.connects.size() > seen) {
        seen = remote.connects.size();
        brokers.advance(Duration.ofMillis(300));
        remote.gets.a().abort();
      }
      brokers.advance(Duration.ofMillis(100));
    }
  }

  private int waiting() {
    Session session = home.scenario().broker.session("bridge/cloud/out");
    return session.queuedMessages() + session.inFlight();
  }

  /**
   * What is retained is sent whole to a session that is new, and never gets whole there, since the
   * link lasts too short: it does not gather in the queue meanwhile.
   */
  @Test
  void retainedMessagesThatNeverGetThroughDoNotGather() {
    home.start();
    TestClient client = home.client("p", true);
    for (int i = 0; i < 200; i++) {
      client.publish("a/" + i, "ON", AT_LEAST_ONCE, true, 1).expect(PubAck.class);
    }
    home.kill();
    remote.answersLater = true;
    home.bridged(settings("h7", d -> d.out("#", "a/", "")), remote.way()).start();
    comesAndGoes(20);
    assertTrue(waiting() <= 200, waiting() + " messages wait");

    remote.answersLater = false;
    remote.published.clear();
    remote.gets.a().abort();
    brokers.advance(SOON);
    assertEquals(0, waiting());
    assertTrue(remote.published.size() <= 400, remote.published.size() + " messages");
    assertEquals(200, remote.published.stream().map(Publish::topic).distinct().count());
  }

  /** It was alone on its way at each of those ends, and has done nothing. */
  @Test
  void aMessageIsNotBlamedForALinkThatComesAndGoes() {
    start();
    remote.answersLater = true;
    publish("a/x", "1", AT_LEAST_ONCE);
    comesAndGoes(20);
    remote.answersLater = false;
    remote.published.clear();
    remote.gets.a().abort();
    brokers.advance(SOON);

    assertEquals(1, remote.published.size());
    assertEquals(0, waiting());
  }
}
