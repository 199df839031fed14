package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.system.AnyBroker.Kind;
import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Home Assistant gets from either broker. */
class DiscoveryIT {
  private static final String TOPIC = "homeassistant/device/hearth-home/config";
  private static final String GONE = "\"pump\":{\"platform\":\"switch\"}";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatWentWhileTheDeviceWasOffIsRemoved(Kind kind) {
    try (AnyBroker broker = AnyBroker.open(kind, folder)) {
      Mosquitto homeAssistant = new Mosquitto(broker.port());
      try (HearthProcess device = start(broker, "switches: [{name: pump, pin: 27}]");
          OutsideProcess sub = homeAssistant.subscribed(TOPIC)) {
        awaitMessage(sub, "\"pump\":{\"platform\":\"switch\",\"unique_id\"");
        assertEquals(0, device.terminate(), device::told);
      }
      try (OutsideProcess sub = homeAssistant.subscribed(TOPIC);
          HearthProcess device = start(broker, "lights: [{name: light, pin: 17}]")) {
        awaitMessage(sub, GONE);
        awaitMessage(sub, "\"light\":{\"platform\":\"light\",\"unique_id\"");
        Eventually.holds(
            "the rest without it",
            () -> !homeAssistant.retained(TOPIC).contains("pump"),
            device::told);

        long before = messages(sub);
        homeAssistant.publish("homeassistant/status", "online");
        Eventually.holds("said again", () -> messages(sub) > before, sub::told);
        assertFalse(homeAssistant.retained(TOPIC).contains("pump"));
        assertTrue(homeAssistant.retained(TOPIC).startsWith("{\"device\":{\"identifiers\""));
      }
    }
  }

  private HearthProcess start(AnyBroker broker, String things) {
    String config =
        "device: {topic: home}\nhardware: {parts: simulated}\nmqtt: {broker: '127.0.0.1:%d'}\n"
            .formatted(broker.port());
    return HearthProcess.start(
        "device", "--config", new HomeFolder(folder).file("discovery.yaml", config + things));
  }

  private static void awaitMessage(OutsideProcess sub, String part) {
    Eventually.holds(
        part, () -> sub.lines().stream().anyMatch(line -> line.contains(part)), sub::told);
  }

  private static long messages(OutsideProcess sub) {
    return sub.lines().stream().filter(line -> line.startsWith(TOPIC)).count();
  }
}
