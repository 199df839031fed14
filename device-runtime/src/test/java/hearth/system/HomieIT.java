package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.system.AnyBroker.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A controller of Homie looks at a device through either broker. */
class HomieIT {
  private static final String BASE = "homie/5/home/";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void itIsReadySetLostAndDisconnected(Kind kind) {
    try (AnyBroker broker = AnyBroker.open(kind, folder)) {
      Mosquitto controller = new Mosquitto(broker.port());
      String config =
          new HomeFolder(folder)
              .file(
                  "homie.yaml",
                  """
                  device: {topic: home, homie: yes}
                  hardware: {parts: simulated}
                  mqtt: {broker: '127.0.0.1:%d'}
                  lights: [{name: light, pin: 17}]
                  """
                      .formatted(broker.port()));
      try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
        controller.awaitRetained(BASE + "$state", "ready");
        controller.awaitRetained(BASE + "light/state", "false");
        controller.publish(BASE + "light/state/set", "true");
        controller.awaitRetained(BASE + "light/state", "true");
        controller.awaitRetained("home/light", "ON");
        device.kill();
      }
      controller.awaitRetained(BASE + "$state", "lost");
      controller.awaitRetained("home/availability", "offline");
      try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
        controller.awaitRetained(BASE + "$state", "ready");
        controller.awaitRetained(BASE + "light/state", "false");
        assertEquals(0, device.terminate(), device::told);
      }
      assertEquals("disconnected", controller.retained(BASE + "$state"));
    }
  }
}
