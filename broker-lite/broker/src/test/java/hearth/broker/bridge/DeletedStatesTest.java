package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is deleted at home is deleted at each server, sooner or later. */
class DeletedStatesTest {
  private static final Duration LATER = Duration.ofMinutes(1);

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final House first = brokers.house("first");
  private final House second = brokers.house("second");

  @BeforeEach
  void publishOne() {
    first.start();
    second.start();
    home.bridged(settings("h7", d -> d.out("#", "a/", "b/")), first.way(), second.way()).start();
    brokers.advance(LATER);
    publish("ON", EXACTLY_ONCE);
    brokers.advance(LATER);
    assertTrue(isAt(first));
  }

  private void publish(String payload, QoS qos) {
    TestClient lamp = home.client("lamp", true);
    lamp.publish("a/lamp", payload, qos, true, 1);
    if (qos == EXACTLY_ONCE) {
      lamp.expect(PubRec.class);
      lamp.send(new PubRel(1));
    }
    brokers.settle();
  }

  private static boolean isAt(House server) {
    return server.scenario().broker.isRetained(TopicName.of("b/lamp"));
  }

  /** The link breaks, and only these can be reached. */
  private void move(boolean toFirst, boolean toSecond) {
    first.isReachable = toFirst;
    second.isReachable = toSecond;
    home.cutLinks();
    brokers.advance(LATER);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDeletedWithoutALinkIsDeletedWhenItIsBack(QoS qos) {
    move(false, false);
    publish("", qos);
    move(true, false);

    assertFalse(isAt(first));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDeletedAtOneServerIsDeletedAtTheOther(QoS qos) {
    move(false, true);
    assertTrue(isAt(second));
    publish("", qos);
    brokers.advance(LATER);
    assertFalse(isAt(second));
    assertTrue(isAt(first));

    move(true, false);

    assertFalse(isAt(first));
  }

  /** Each deletion is one of its own. */
  @ParameterizedTest
  @EnumSource
  void theSameAtEachServerOnceMore(QoS qos) {
    whatIsDeletedAtOneServerIsDeletedAtTheOther(qos);
    publish("ON", EXACTLY_ONCE);
    brokers.advance(LATER);
    move(false, true);
    assertTrue(isAt(second));
    publish("", qos);
    brokers.advance(LATER);

    move(true, false);

    assertFalse(isAt(first));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSetAgainStays(QoS qos) {
    move(false, false);
    publish("", AT_MOST_ONCE);
    publish("OFF", qos);
    move(true, false);

    assertTrue(isAt(first));
  }

  /** An older state that waits in the queue does not come after it. */
  @Test
  void whatWasSetBeforeDoesNotComeBack() {
    move(false, false);
    publish("OFF", AT_LEAST_ONCE);
    publish("", AT_MOST_ONCE);
    move(true, false);

    assertFalse(isAt(first));
  }

  @ParameterizedTest
  @EnumSource
  void whereTheLinkIsThereItGoesOnce(QoS qos) {
    TestClient watcher = first.client("w", true).subscribe("b/#", EXACTLY_ONCE);
    watcher.expectPublish("b/lamp", "ON");
    publish("", qos);
    brokers.advance(LATER);

    Publish got = watcher.expectPublish("b/lamp", "");
    if (qos == EXACTLY_ONCE) {
      watcher.send(new PubRec(got.packetIdentifier()));
      watcher.expect(PubRel.class);
    }
    watcher.expectNothing();
  }
}
