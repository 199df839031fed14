package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.io.net.Connector;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster that is finding together refuses for a while what it grants afterwards. */
class RefusedSubscriptionsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofMinutes(2);

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final ScriptedRemote remote = new ScriptedRemote(brokers.loop);

  private void bridge(ScriptedRemote... servers) {
    home.bridged(
            settings("h7", d -> d.in("+/set", "home/", "h7/", false)),
            List.of(servers).stream().map(ScriptedRemote::way).toArray(Connector[]::new))
        .start();
    brokers.advance(SOON);
  }

  private boolean isUp() {
    return home.bridges.get(0).status().isUp();
  }

  private TestClient lamp() {
    return home.client("lamp", true).subscribe("home/#", QoS.AT_MOST_ONCE);
  }

  private static Publish command(String payload) {
    return new Publish(
        false,
        QoS.AT_MOST_ONCE,
        false,
        TopicName.of("h7/lamp/set"),
        0,
        Properties.NONE,
        payload.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theHouseCanBeCommandedOnceTheRemoteGrantsWhatItRefused() {
    remote.refusesSubscription = subscription -> true;
    bridge(remote);
    assertFalse(isUp());

    remote.refusesSubscription = subscription -> false;
    brokers.advance(SOON);

    assertTrue(isUp());
    assertEquals(1, remote.connects.size(), "the connection is kept");
    TestClient lamp = lamp();
    remote.publish(command("ON"));
    brokers.settle();
    assertEquals("ON", TestClient.text(lamp.expect(Publish.class)));
    int asked = remote.subscribes.size();
    brokers.advance(LATER);
    assertEquals(asked, remote.subscribes.size());
  }

  @Test
  void whatIsGrantedIsNotAskedForAgain() {
    TopicMapping granted = new TopicMapping("+/set", "home/", "h7/", QoS.AT_LEAST_ONCE, false);
    TopicMapping refused = new TopicMapping("#", "all/", "all/", QoS.AT_LEAST_ONCE, false);
    remote.refusesSubscription = each -> each.filter().equals(refused.remoteFilter());
    home.bridged(
            settings(
                "h7",
                d -> {
                  d.in = List.of(granted, refused);
                  return d;
                }),
            remote.way())
        .start();

    brokers.advance(LATER);

    List<Subscribe> again = remote.subscribes.subList(1, remote.subscribes.size());
    assertTrue(again.size() >= 10, again.size() + " times");
    for (Subscribe each : again) {
      assertEquals(
          List.of(refused.remoteFilter()),
          each.subscriptions().stream().map(Subscription::filter).toList());
    }
    assertEquals(1, remote.connects.size());
  }

  @Test
  void anotherServerIsAskedAfterADeadlineAndEachOfThemOnce() {
    ScriptedRemote other = new ScriptedRemote(brokers.loop);
    remote.refusesSubscription = subscription -> true;
    other.refusesSubscription = subscription -> true;
    bridge(remote, other);
    assertEquals(0, other.connects.size());

    brokers.advance(Duration.ofSeconds(10));
    assertEquals(1, other.connects.size());

    brokers.advance(LATER);
    assertEquals(1, remote.connects.size(), "all have refused, so it stays");
    assertEquals(1, other.connects.size());
    other.refusesSubscription = subscription -> false;
    brokers.advance(SOON);
    assertTrue(isUp());
  }

  @Test
  void aRemoteThatAnswersPingsAndNoSubscribeIsGivenUp() {
    ScriptedRemote other = new ScriptedRemote(brokers.loop);
    remote.ignoresSubscribe = true;
    bridge(remote, other);
    assertEquals(0, other.connects.size());

    brokers.advance(Duration.ofSeconds(8));

    assertEquals(1, other.connects.size());
    assertTrue(isUp());
  }

  /** As mosquitto sends what it retains: before its SUBACK, which on a slow line takes long. */
  @Test
  void aRemoteThatSendsMuchBeforeItsSubAckIsNotGivenUp() {
    remote.ignoresSubscribe = true;
    home.bridged(settings("h7", d -> d.in("+/set", "home/", "h7/", false)), remote.way()).start();
    assertEquals(1, remote.subscribes.size());
    assertFalse(isUp());
    remote.isDead = true; // its other answers stand behind what it retains, too
    for (int i = 0; i < 20; i++) {
      remote.publish(command("ON"));
      brokers.advance(Duration.ofSeconds(2));
    }
    remote.isDead = false;
    remote
        .sends
        .a()
        .write(
            PacketEncoder.encode(
                new SubAck(1, List.of(ReasonCode.granted(QoS.AT_LEAST_ONCE)), Properties.NONE),
                MqttVersion.V5));
    brokers.advance(LATER);

    assertEquals(1, remote.attempts);
    assertTrue(isUp());
  }

  /** As a node of NATS that is cut off from the others, and not from the house. */
  @Test
  void aServerThatTakesNoSubscriptionAnyMoreIsLeftWhenTheOtherDirectionHasLostIt() {
    ScriptedRemote other = new ScriptedRemote(brokers.loop);
    home.bridged(
            settings("h7", d -> d.out("#", "a/", "").in("+/set", "home/", "h7/", false)),
            remote.way(),
            other.way())
        .start();
    brokers.advance(SOON);
    remote.gets.a().abort();
    brokers.advance(SOON);
    assertEquals(1, other.connects.size(), "it takes one, so what comes stays");

    other.gets.a().abort();
    brokers.advance(SOON);
    remote.refusesSubscription = subscription -> true;
    remote.gets.a().abort();
    brokers.advance(SOON);

    assertEquals(3, other.connects.size());
    assertTrue(isUp());
  }

  // [MQTT-2.2.1-3]
  @Test
  void aServerThatSeveralHaveLostIsAskedOnceAtATime() {
    home.bridged(
            settings(
                "h7",
                d ->
                    d.out("#", "a/", "")
                        .latest("#", "b/", "b/")
                        .in("+/set", "home/", "h7/", false)),
            remote.way(),
            new ScriptedRemote(brokers.loop).way())
        .start();
    brokers.advance(SOON);
    assertEquals(2, remote.allGets.size());
    remote.subscribes.clear();
    remote.ignoresSubscribe = true;

    remote.allGets.forEach(each -> each.a().abort());
    brokers.settle();

    assertEquals(1, remote.subscribes.size());
  }

  /** Else it would close the connection on the first message of QoS 2, as NATS does. */
  @Test
  void beforeFiveWhatWasGrantedOnceHoldsWhereNothingIsGranted() {
    remote.grants = QoS.AT_LEAST_ONCE;
    home.bridged(
            settings("h7", d -> d.version(MqttVersion.V3_1_1).out("#", "a/", "")), remote.way())
        .start();
    brokers.advance(SOON);
    remote.refusesSubscription = subscription -> true;
    home.cutLinks();
    brokers.advance(SOON);

    home.client("lamp", true).publish("a/x", "ON", QoS.EXACTLY_ONCE, false, 1);
    brokers.advance(SOON);

    assertEquals(QoS.AT_LEAST_ONCE, remote.published.get(0).qos());
  }
}
