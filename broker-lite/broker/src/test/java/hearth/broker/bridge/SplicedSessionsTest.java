package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two brokers of ours with a bridge between them. */
class SplicedSessionsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final House cloud = brokers.house("cloud");

  private void start(BridgeSettings settings) {
    cloud.start();
    home.bridged(settings, cloud.way()).start();
    brokers.advance(SOON);
  }

  private static void publish(TestClient client, String topic, String payload, QoS qos, int id) {
    client.publish(topic, payload, qos, false, id);
    if (qos == AT_LEAST_ONCE) {
      client.expect(PubAck.class);
    } else if (qos == EXACTLY_ONCE) {
      client.expect(PubRec.class);
      client.send(new PubRel(id));
      client.expect(PubComp.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatLeavesArrivesWithItsQoSUnderItsNameThere(QoS qos) {
    start(settings("h7", d -> d.out("#", "house/", "houses/7/")));
    TestClient watcher = cloud.client("w", true).subscribe("#", EXACTLY_ONCE);
    TestClient lamp = home.client("lamp", true);

    publish(lamp, "house/lamp", "ON", qos, 1);
    publish(lamp, "garden/lamp", "ON", qos, 2);

    Publish got = watcher.expectPublish("houses/7/lamp", "ON");
    assertEquals(qos, got.qos());
    watcher.expectNothing();
  }

  @ParameterizedTest
  @EnumSource
  void whatComesArrivesWithItsQoSUnderItsNameHere(QoS qos) {
    start(settings("h7", d -> d.in("+/set", "house/", "houses/7/", false)));
    TestClient watcher = home.client("w", true).subscribe("#", EXACTLY_ONCE);

    publish(cloud.client("app", true), "houses/7/lamp/set", "ON", qos, 1);

    assertEquals(qos, watcher.expectPublish("house/lamp/set", "ON").qos());
    watcher.expectNothing();
  }

  @Test
  void clientsMayComeOnceTheSessionAtHomeGathersWhetherTheRemoteIsThere() {
    home.bridged(settings("h7", d -> d.out("#", "house/", "houses/7/")), cloud.way()).start();
    assertEquals(List.of(1), home.filtersWhenGathering);
  }

  @Test
  void whereNothingLeavesNobodyWaits() {
    home.bridged(settings("h7", d -> d.in("#", "house/", "houses/7/", false)), cloud.way()).start();
    assertEquals(List.of(0), home.filtersWhenGathering);
  }

  /** It is a name of the remote's; here it may lead to another's door. */
  @Test
  void aResponseTopicStaysAtTheRemote() {
    start(settings("h7", d -> d.in("+/set", "house/", "houses/7/", false)));
    TestClient watcher = home.client("w", true).subscribe("#", EXACTLY_ONCE);
    Properties asks = Properties.NONE.with(Property.RESPONSE_TOPIC, "house/door/set");

    cloud
        .client("app", true)
        .send(
            new Publish(
                false,
                QoS.AT_MOST_ONCE,
                false,
                TopicName.of("houses/7/lamp/set"),
                0,
                asks,
                "ON".getBytes(StandardCharsets.UTF_8)));

    Publish got = watcher.expectPublish("house/lamp/set", "ON");
    assertFalse(got.properties().has(Property.RESPONSE_TOPIC));
  }

  @ParameterizedTest
  @EnumSource(names = {"V3_1_1", "V5"})
  void eachVersion(MqttVersion version) {
    start(settings("h7", d -> d.version(version).out("#", "a/", "b/").in("#", "c/", "d/", false)));
    TestClient there = cloud.client("w", true).subscribe("b/#", EXACTLY_ONCE);
    TestClient here = home.client("w", true).subscribe("c/#", EXACTLY_ONCE);

    publish(home.client("p", true), "a/1", "x", EXACTLY_ONCE, 1);
    publish(cloud.client("p", true), "d/1", "y", EXACTLY_ONCE, 1);

    there.expectPublish("b/1", "x");
    here.expectPublish("c/1", "y");
  }

  @Test
  void whileTheLinkIsDeadItWaitsFromTheFirstMomentOn() {
    home.bridged(settings("h7", d -> d.out("#", "a/", "b/")), cloud.way()).start();
    TestClient lamp = home.client("lamp", true);
    publish(lamp, "a/1", "before", AT_LEAST_ONCE, 1);
    home.kill();
    home.start();
    publish(home.client("lamp", true), "a/1", "after", AT_LEAST_ONCE, 1);

    cloud.start();
    TestClient watcher = cloud.client("w", true).subscribe("b/#", AT_LEAST_ONCE);
    brokers.advance(SOON);

    watcher.expectPublish("b/1", "before");
    watcher.expectPublish("b/1", "after");
    watcher.expectNothing();
  }

  @Test
  void qoS1IsLiftedWhereExactlyOnceIsAskedFor() {
    start(settings("h7", d -> d.out("#", "a/", "b/").exactlyOnce()));
    TestClient watcher = cloud.client("w", true).subscribe("b/#", EXACTLY_ONCE);

    publish(home.client("lamp", true), "a/1", "x", AT_LEAST_ONCE, 1);

    assertEquals(EXACTLY_ONCE, watcher.expectPublish("b/1", "x").qos());
  }

  @Test
  void theBrokersOwnTopicsStayAtHome() {
    start(settings("h7", d -> d.out("#", "", "b/")));
    TestClient watcher = cloud.client("w", true).subscribe("#", EXACTLY_ONCE);

    brokers.advance(Duration.ofMinutes(2));

    watcher.expectNothing();
  }

  // ---- retained messages

  @Test
  void whatIsRetainedStaysSoAndIsSentWholeToANewSession() {
    cloud.start();
    home.bridged(settings("h7", d -> d.out("#", "a/", "b/")), cloud.way()).start();
    home.client("lamp", true).publish("a/lamp", "ON", AT_LEAST_ONCE, true, 1);
    brokers.advance(SOON);

    home.client("lamp", true).publish("a/fan", "OFF", AT_LEAST_ONCE, true, 1);
    TestClient late = cloud.client("late", true).subscribe("b/lamp", AT_MOST_ONCE);
    assertTrue(late.expectPublish("b/lamp", "ON").retain());
    late.subscribe("b/fan", AT_MOST_ONCE);
    assertTrue(late.expectPublish("b/fan", "OFF").retain());
  }

  @Test
  void aSessionThatGoesOnIsNotSentItAgain() {
    start(settings("h7", d -> d.out("#", "a/", "b/")));
    home.client("lamp", true).publish("a/lamp", "ON", AT_LEAST_ONCE, true, 1);
    TestClient watcher = cloud.client("w", true).subscribe("b/#", AT_MOST_ONCE);
    watcher.expectPublish("b/lamp", "ON");

    home.cutLinks();
    brokers.advance(SOON);
    home.kill();
    home.start();
    brokers.advance(SOON);

    watcher.expectNothing();
  }

  @Test
  void deletionsOfWhatIsRetainedPassToo() {
    start(settings("h7", d -> d.out("#", "a/", "b/")));
    home.client("lamp", true).publish("a/lamp", "ON", AT_LEAST_ONCE, true, 1);
    cloud.isReachable = false;
    cloud.cutLinks();

    home.client("lamp", true).publish("a/lamp", "", AT_LEAST_ONCE, true, 1);
    cloud.isReachable = true;
    brokers.advance(SOON);

    cloud.client("late", true).subscribe("b/#", AT_MOST_ONCE).expectNothing();
  }

  // ---- the remote session is gone

  @Test
  void theQueueStaysWhereTheRemoteHasLostItsSession() {
    start(settings("h7", d -> d.out("#", "a/", "b/").in("#", "c/", "d/", false).keepFor(60)));
    cloud.kill();
    TestClient lamp = home.client("lamp", true);
    publish(lamp, "a/1", "1", EXACTLY_ONCE, 1);
    publish(lamp, "a/1", "2", AT_LEAST_ONCE, 2);
    for (String file : cloud.disk.list()) {
      cloud.disk.put(file, new byte[0]); // the remote has forgotten everything
    }
    cloud.start();
    TestClient watcher = cloud.client("w", true).subscribe("b/#", EXACTLY_ONCE);
    brokers.advance(SOON);

    watcher.expectPublish("b/1", "1");
    watcher.expectPublish("b/1", "2");
    TestClient here = home.client("here", true).subscribe("c/#", EXACTLY_ONCE);
    publish(watcher, "d/1", "x", EXACTLY_ONCE, 1);
    here.expectPublish("c/1", "x");
  }

  // ---- stale commands

  @Test
  void aCommandThatWasSentWhileTheLinkWasDeadDoesNotCome() {
    start(settings("h7", d -> d.in("#", "c/", "d/", false)));
    TestClient here = home.client("here", true).subscribe("c/#", EXACTLY_ONCE);
    TestClient app = cloud.client("app", true);
    app.publish("d/old", "ON", AT_LEAST_ONCE, true, 9).expect(PubAck.class);
    here.expectPublish("c/old", "ON");

    cloud.isReachable = false;
    home.cutLinks();
    here = home.client("here2", true).subscribe("c/#", EXACTLY_ONCE);
    publish(app, "d/lamp/set", "ON", EXACTLY_ONCE, 1);
    brokers.advance(Duration.ofMinutes(1));
    cloud.isReachable = true;
    brokers.advance(SOON);

    here.expectNothing();
    publish(app, "d/lamp/set", "OFF", EXACTLY_ONCE, 2);
    assertFalse(here.expectPublish("c/lamp/set", "OFF").retain());
  }

  @Test
  void itComesWhereTheRemoteIsToKeepIt() {
    start(settings("h7", d -> d.in("#", "c/", "d/", false).keepFor(3600)));
    cloud.client("app", true);
    cloud.isReachable = false;
    cloud.cutLinks();
    TestClient app = cloud.client("app", true);
    TestClient here = home.client("here", true).subscribe("c/#", EXACTLY_ONCE);
    publish(app, "d/lamp/set", "ON", EXACTLY_ONCE, 1);

    cloud.isReachable = true;
    brokers.advance(SOON);

    here.expectPublish("c/lamp/set", "ON");
  }

  // ---- loops

  @Test
  void whatCameByTheBridgeDoesNotLeaveAgainAndNothingComesBack() {
    start(settings("h7", d -> d.out("#", "x/", "x/").in("#", "x/", "x/", true)));
    TestClient there = cloud.client("w", true).subscribe("x/#", EXACTLY_ONCE);
    TestClient here = home.client("w", true).subscribe("x/#", EXACTLY_ONCE);

    publish(there, "x/1", "from there", AT_MOST_ONCE, 0);
    there.expectPublish("x/1", "from there");
    here.expectPublish("x/1", "from there");
    publish(here, "x/2", "from here", AT_MOST_ONCE, 0);
    here.expectPublish("x/2", "from here");
    there.expectPublish("x/2", "from here");
    brokers.advance(SOON);

    there.expectNothing();
    here.expectNothing();
  }

  /** Each has it once, whichever way a bridge was built. */
  @Test
  void aRingOfThreeBridgesMakesNoCopies() {
    House[] ring =
        ring(name -> settings(name, d -> d.out("#", "x/", "x/").in("#", "x/", "x/", false)));
    TestClient[] watchers = watchers(ring);

    ring[0].client("p", true).publish("x/1", "once");
    brokers.advance(SOON);

    for (TestClient watcher : watchers) {
      watcher.expectPublish("x/1", "once");
      watcher.expectNothing();
    }
  }

  /** Before 5.0 the path does not travel, but the remote knows a bridge where it sees one. */
  @Test
  void norDoesOneThatSpeaksAnOlderVersion() {
    House[] ring =
        ring(name -> settings(name, d -> d.version(MqttVersion.V3_1_1).out("#", "x/", "x/")));
    TestClient[] watchers = watchers(ring);

    ring[0].client("p", true).publish("x/1", "once");
    brokers.advance(SOON);

    watchers[0].expectPublish("x/1", "once");
    watchers[1].expectPublish("x/1", "once");
    watchers[2].expectNothing(); // it came by a bridge, and leaves by none
    watchers[0].expectNothing();
  }

  @Test
  void transitPassesItOnUntilItWouldComeBack() {
    House[] ring = ring(name -> settings(name, d -> d.transit().out("#", "x/", "x/")));
    TestClient[] watchers = watchers(ring);

    ring[0].client("p", true).publish("x/1", "once");
    brokers.advance(SOON);

    watchers[1].expectPublish("x/1", "once");
    watchers[2].expectPublish("x/1", "once");
    watchers[1].expectNothing();
    watchers[2].expectNothing();
  }

  private House[] ring(Function<String, BridgeSettings> bridge) {
    House[] ring = {brokers.house("a"), brokers.house("b"), brokers.house("c")};
    for (int i = 0; i < ring.length; i++) {
      House next = ring[(i + 1) % ring.length];
      ring[i].bridged(bridge.apply(ring[i].name), next.way());
    }
    for (House each : ring) {
      each.start();
    }
    brokers.advance(SOON);
    return ring;
  }

  private static TestClient[] watchers(House[] ring) {
    return Arrays.stream(ring)
        .map(each -> each.client("w", true).subscribe("x/#", AT_MOST_ONCE))
        .toArray(TestClient[]::new);
  }
}
