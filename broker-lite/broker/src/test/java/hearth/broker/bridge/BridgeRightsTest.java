package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.broker.session.Permissions;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bridge is a user at home; and what it has asked the remote for, it asks for no longer. */
class BridgeRightsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Reads below a/open, writes below c/open. */
  private static final Permissions OPEN =
      new Permissions() {
        @Override
        public boolean mayPublish(TopicName topic) {
          return topic.toString().startsWith("c/open/");
        }

        @Override
        public boolean mayReceive(TopicName topic) {
          return topic.toString().startsWith("a/open/");
        }

        @Override
        public boolean maySubscribe(TopicFilter filter) {
          return filter.toString().startsWith("a/");
        }
      };

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final House cloud = brokers.house("cloud");

  private void start(BridgeSettings settings) {
    cloud.start();
    home.bridgesMay = new BridgePermissions(OPEN);
    home.bridged(settings, cloud.way()).start();
    brokers.advance(SOON);
  }

  @Test
  void whatItsUserMayNotReadNeverLeavesNorWhatWasRetained() {
    home.start();
    home.client("p", true).publish("a/closed/old", "1", AT_LEAST_ONCE, true, 1);
    home.kill();
    start(settings("h7", d -> d.out("#", "a/", "b/")));
    TestClient there = cloud.client("w", true).subscribe("b/#", EXACTLY_ONCE);

    home.client("p", true).publish("a/closed/x", "secret", AT_LEAST_ONCE, true, 1);
    home.client("p", true).publish("a/open/x", "open", AT_LEAST_ONCE, false, 1);

    there.expectPublish("b/open/x", "open");
    there.expectNothing();
  }

  @ParameterizedTest
  @EnumSource
  void whatItsUserMayNotWriteNeverComesAndIsTold(QoS qos) {
    start(settings("h7", d -> d.in("#", "c/", "d/", false)));
    TestClient here = home.client("w", true).subscribe("c/#", EXACTLY_ONCE);

    cloud.client("p", true).publish("d/closed/x", "no", qos, false, 1);
    cloud.client("p2", true).publish("d/open/x", "yes", AT_LEAST_ONCE, false, 1);
    brokers.advance(SOON);

    here.expectPublish("c/open/x", "yes");
    here.expectNothing();
    assertTrue(
        home.scenario().refusals.stream().anyMatch(each -> each.startsWith("bridge/cloud/in: ")),
        home.scenario().refusals.toString());
  }

  /** One filter that it may not have does not keep the others back. */
  @Test
  void whatItMayNotSubscribeToIsLeftOut() {
    start(
        settings(
            "h7",
            d -> {
              d.out("#", "a/", "b/");
              d.out =
                  List.of(new TopicMapping("#", "secret/", "s/", EXACTLY_ONCE, true), d.out.get(0));
              return d;
            }));
    TestClient there = cloud.client("w", true).subscribe("#", EXACTLY_ONCE);

    home.client("p", true).publish("secret/x", "no", AT_LEAST_ONCE, false, 1);
    home.client("p", true).publish("a/open/x", "yes", AT_LEAST_ONCE, false, 1);

    there.expectPublish("b/open/x", "yes");
    there.expectNothing();
  }

  @Test
  void whatARemoteKeepsByAnEarlierConfigurationIsTakenBack() {
    start(settings("h7", d -> d.in("#", "c/open/", "old/", false).keepFor(3600)));
    TestClient here = home.client("w", true).subscribe("c/#", EXACTLY_ONCE);
    cloud.client("p", true).publish("old/x", "1", AT_LEAST_ONCE, false, 1);
    here.expectPublish("c/open/x", "1");
    home.kill();

    home.rebridged(
            settings("h7", d -> d.in("#", "c/open/", "new/", false).keepFor(3600)), cloud.way())
        .start();
    brokers.advance(SOON);

    assertEquals(1, cloud.scenario().broker.session("h7-in").subscriptions().size());
    assertEquals(
        1,
        home.scenario().broker.session("bridge/cloud/in").subscriptions().size(),
        "it is remembered no longer");
    here = home.client("w", true).subscribe("c/#", AT_MOST_ONCE);
    cloud.client("p", true).publish("old/x", "2", AT_LEAST_ONCE, false, 1);
    cloud.client("p", true).publish("new/x", "3", AT_LEAST_ONCE, false, 1);
    here.expectPublish("c/open/x", "3");
    here.expectNothing();
  }
}
