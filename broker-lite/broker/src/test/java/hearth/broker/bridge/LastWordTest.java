package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the remote says of a home whose link has died. */
class LastWordTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final TopicName HEALTH = TopicName.of("fleet/h7/hearth");

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final House cloud = brokers.house("cloud");
  private int words;

  private void start(BridgeSettings settings) {
    cloud.start();
    home.bridged(settings, cloud.way());
    home.beforeStart(
        bridge ->
            assertTrue(bridge.lastWord(HEALTH, () -> bytes("lost " + ++words), this::sayOnline)));
    home.start();
    brokers.advance(SOON);
  }

  private void sayOnline() {
    home.scenario().broker.publishRetained(HEALTH, bytes("online"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private TestClient watcher() {
    return cloud.client("w", true).subscribe("#", AT_LEAST_ONCE);
  }

  @ParameterizedTest
  @EnumSource(names = {"V3_1_1", "V5"})
  void itIsThatTheHomeIsLost(MqttVersion version) {
    start(settings("h7", d -> d.version(version).out("#", "fleet/", "all/")));
    watcher().expectPublish("all/h7/hearth", "online");

    cloud.isReachable = false;
    cloud.cutLinks();
    brokers.advance(Duration.ofMinutes(2)); // Keep Alive, and the delay of the Will

    assertTrue(watcher().expectPublish("all/h7/hearth", "lost " + words).retain());
  }

  @Test
  void aLinkThatIsThereAgainSoonWasNotLost() {
    start(settings("h7", d -> d.out("#", "fleet/", "all/")));
    TestClient watcher = watcher();
    watcher.expectPublish("all/h7/hearth", "online");
    brokers.advance(Duration.ofMinutes(1)); // else it may have been on its way, and is sent again

    cloud.cutLinks();
    brokers.advance(Duration.ofMinutes(1));

    watcher.expectPublish("all/h7/hearth", "online");
    watcher.expectNothing();
  }

  @Test
  void nothingIsSaidWhereTheTopicDoesNotLeave() {
    cloud.start();
    home.bridged(settings("h7", d -> d.out("#", "house/", "all/")), cloud.way());
    boolean[] leaves = {true};
    home.beforeStart(bridge -> leaves[0] = bridge.lastWord(HEALTH, () -> bytes("lost"), () -> {}));
    home.start();
    brokers.advance(SOON);
    cloud.isReachable = false;
    cloud.cutLinks();
    brokers.advance(Duration.ofMinutes(2));

    assertEquals(false, leaves[0]);
    watcher().expectNothing();
  }
}
