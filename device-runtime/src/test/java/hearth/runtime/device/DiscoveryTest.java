package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a broker, and so Home Assistant, hears of a device, in which order. */
class DiscoveryTest {
  private static final String TOPIC = "homeassistant/device/hearth-home/config";
  private static final String LIGHT = "lights: [{name: light, pin: 17}]";
  private static final String BOTH = LIGHT + "\nswitches: [{name: pump, pin: 27}]";

  private static final Duration SOON = Duration.ofSeconds(10);

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
    end(started(BOTH, MqttVersion.V5));
    assertNull(home.retained().get(TOPIC));

    home.discovery = "entities";
    end(started(BOTH, MqttVersion.V5));
    home.discovery = "clean";
    started(BOTH, MqttVersion.V5);
    assertEquals(Set.of(), announced());
  }

  @ParameterizedTest
  @EnumSource
  void theOlderFormHasAMessageForEachEntity(MqttVersion version) throws Exception {
    home.discovery = "entities";
    started(BOTH + "\nbuttons: [{name: b, pin: 22}]", version);

    Map<String, String> retained = home.retained();
    String light = retained.get("homeassistant/light/hearth-home/light/config");
    assertTrue(light.contains("\"unique_id\":\"hearth-home-light\""), light);
    assertTrue(light.contains("\"device\":{\"identifiers\":[\"hearth-home\"]"), light);
    assertFalse(light.contains("\"platform\""), light);
    assertTrue(retained.containsKey("homeassistant/device_automation/hearth-home/b-press/config"));
    assertFalse(retained.containsKey(TOPIC));
  }

  @ParameterizedTest
  @EnumSource
  void fromOneFormToTheOtherNothingStandsTwice(MqttVersion version) throws Exception {
    end(started(BOTH, version));

    home.discovery = "entities";
    home.seen.clear();
    end(started(LIGHT, version));
    assertEquals(
        List.of("with pump gone", "asked to let go", "removed"),
        messages().stream().map(DiscoveryTest::inShort).toList());
    assertEquals(
        Set.of(
            "homeassistant/light/hearth-home/light/config",
            "homeassistant/sensor/hearth-home/light-problem/config"),
        announced());
    int letGo = home.seen.indexOf(TOPIC + " {\"migrate_discovery\":true}");
    int first = indexOf("homeassistant/light/hearth-home/light/config {");
    int removed = home.seen.lastIndexOf(TOPIC + " ");
    assertTrue(letGo < first && first < removed, home.seen::toString);

    home.discovery = "on";
    home.seen.clear();
    started("switches: [{name: pump, pin: 27}]", version);
    // The light is gone in the meantime, and was no component of the device's message.
    assertEquals(Set.of(TOPIC), announced());
    assertTrue(home.seen.contains("homeassistant/light/hearth-home/light/config "));
    assertFalse(
        home.seen.contains(
            "homeassistant/light/hearth-home/light/config {\"migrate_discovery\":true}"));
  }

  @Test
  void whatStaysIsAskedToLetGoOnTheWayBack() throws Exception {
    home.discovery = "entities";
    end(started(LIGHT, MqttVersion.V5));
    home.discovery = "on";
    home.seen.clear();
    started(LIGHT, MqttVersion.V5);

    String old = "homeassistant/light/hearth-home/light/config ";
    int letGo = home.seen.indexOf(old + "{\"migrate_discovery\":true}");
    int whole = indexOf(TOPIC + " {");
    int removed = home.seen.indexOf(old);
    assertTrue(letGo >= 0 && letGo < whole && whole < removed, home.seen::toString);
  }

  @Test
  void anEntityThatIsGoneIsGoneInTheOlderForm() throws Exception {
    home.discovery = "entities";
    Device device = started(BOTH, MqttVersion.V5);
    device.reload(home.configuration(LIGHT, MqttVersion.V5));
    home.loop.advance(SOON);
    assertFalse(announced().contains("homeassistant/switch/hearth-home/pump/config"));
    end(device);

    started("switches: [{name: pump, pin: 27}]", MqttVersion.V5);
    assertFalse(announced().contains("homeassistant/light/hearth-home/light/config"));
  }

  @Test
  void twoMessagesInARowLeaveAPause() throws Exception {
    Device device = started(BOTH, MqttVersion.V5);
    home.seen.clear();
    device.reload(home.configuration(LIGHT, MqttVersion.V5));
    for (int i = 0; messages().isEmpty(); i++) {
      assertTrue(i < 100);
      home.loop.advance(Duration.ofMillis(100));
    }
    home.loop.advance(Duration.ofMillis(800));
    assertEquals(1, messages().size());

    home.loop.advance(Duration.ofMillis(300));
    assertEquals(2, messages().size());
  }

  private Set<String> announced() {
    return home.retained().keySet().stream()
        .filter(topic -> topic.endsWith("/config"))
        .collect(Collectors.toSet());
  }

  private int indexOf(String start) {
    return IntStream.range(0, home.seen.size())
        .filter(i -> home.seen.get(i).startsWith(start))
        .findFirst()
        .orElse(-1);
  }

  private static String inShort(String said) {
    if (said.equals(TOPIC + " ")) {
      return "removed";
    }
    return said.contains("migrate_discovery")
        ? "asked to let go"
        : said.contains("\"pump\":{\"platform\":\"switch\"}") ? "with pump gone" : said;
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
