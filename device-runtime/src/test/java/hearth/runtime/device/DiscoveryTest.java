package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a broker, and so Home Assistant, hears of a device, in which order. */
class DiscoveryTest {
  private static final String TOPIC = "homeassistant/device/hearth-home/config";
  private static final String LIGHT = "lights: [{name: light, pin: 17}]";
  private static final String BOTH = LIGHT + "\nswitches: [{name: pump, pin: 27}]";

  private static final Duration SOON = Duration.ofSeconds(3);

  private final SimulatedHome home = new SimulatedHome();

  @BeforeEach
  void on() {
    home.discovery = "on";
  }

  @ParameterizedTest
  @EnumSource
  void theMessageIsSaidRetainedAfterEachConnect(MqttVersion version) throws Exception {
    started(BOTH, version);
    String message = home.retained().get(TOPIC);
    assertTrue(message.contains("\"pump\":{\"platform\":\"switch\""), message);

    home.killBroker();
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(20));

    assertEquals(message, home.retained().get(TOPIC));
  }

  @Test
  void itIsSaidAgainSoonAfterHomeAssistantHasStarted() throws Exception {
    started(LIGHT, MqttVersion.V5);
    home.seen.clear();

    home.publish("homeassistant/status", "online", false);
    home.publish("homeassistant/status", "online", false);
    assertEquals(List.of(), messages());
    home.loop.advance(SOON);

    assertEquals(1, messages().size());
  }

  @Test
  void anEndOrAStatusOfYesterdayIsNoStart() throws Exception {
    home.publish("homeassistant/status", "online", true);
    started(LIGHT, MqttVersion.V5);
    home.seen.clear();

    home.publish("homeassistant/status", "offline", false);
    home.loop.advance(Duration.ofSeconds(10));

    assertEquals(List.of(), messages());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsGoneByAReloadIsRemoved(MqttVersion version) throws Exception {
    Device device = started(BOTH, version);
    home.seen.clear();

    device.reload(home.configuration(LIGHT, version));
    home.loop.advance(SOON);

    assertEquals(2, messages().size());
    assertTrue(messages().get(0).contains("\"pump\":{\"platform\":\"switch\"}"));
    assertTrue(messages().get(0).contains("\"light\":{\"platform\":\"light\",\"unique_id\""));
    assertFalse(home.retained().get(TOPIC).contains("pump"));
  }

  @ParameterizedTest
  @EnumSource
  void whatWentWhileNobodyRanIsRemovedAtTheNextStart(MqttVersion version) throws Exception {
    end(started(BOTH, version));
    home.seen.clear();

    started(LIGHT, version);

    assertTrue(
        messages().stream().anyMatch(said -> said.contains("\"pump\":{\"platform\":\"switch\"}")));
    assertFalse(home.retained().get(TOPIC).contains("pump"));
  }

  @Test
  void whatHasChangedItsPlatformIsRemovedFirst() throws Exception {
    end(started(BOTH, MqttVersion.V5));
    home.seen.clear();

    started(LIGHT + "\nbinary_sensors: [{name: pump, pin: 27}]", MqttVersion.V5);

    List<String> said = messages();
    assertTrue(said.get(said.size() - 2).contains("\"pump\":{\"platform\":\"switch\"}"));
    assertTrue(
        said.get(said.size() - 1).contains("\"pump\":{\"platform\":\"binary_sensor\",\"unique_id"));
  }

  @Test
  void whatIsAsBeforeIsSaidOnce() throws Exception {
    end(started(BOTH, MqttVersion.V5));
    home.seen.clear();

    started(BOTH, MqttVersion.V5);

    assertEquals(1, messages().size());
  }

  @Test
  void whateverStoodThereDoesNoHarm() throws Exception {
    for (String odd : List.of("{", "[]", "{\"components\":{\"a\":1}}", "[".repeat(100_000), "*a")) {
      home.publish(TOPIC, odd, true);
      Device device = started(LIGHT, MqttVersion.V5);
      assertTrue(home.retained().get(TOPIC).startsWith("{\"device\""));
      end(device);
    }
  }

  @Test
  void cleanRemovesTheDeviceAndOffSaysNothing() throws Exception {
    end(started(BOTH, MqttVersion.V5));

    home.discovery = "off";
    end(started(BOTH, MqttVersion.V5));
    assertTrue(home.retained().containsKey(TOPIC));

    home.discovery = "clean";
    started(BOTH, MqttVersion.V5);
    assertNull(home.retained().get(TOPIC));
  }

  private List<String> messages() {
    return home.seen.stream().filter(said -> said.startsWith(TOPIC)).toList();
  }

  private Device started(String things, MqttVersion version) throws Exception {
    Device device = home.device(things, version);
    device.start();
    home.loop.runReady();
    home.loop.advance(SOON);
    return device;
  }

  private void end(Device device) {
    device.end(() -> {});
    home.loop.runReady();
  }
}
