package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.system.AnyBroker.Kind;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A command that somebody has published with the retain flag, at either broker. */
class RetainedCommandIT {
  private static final String HOME =
      """
      device: {topic: home}
      hardware: {parts: simulated}
      lights:
        - {name: light, pin: 17, retained_commands: clear}
        - {name: lamp, pin: 27}
      mqtt: {broker: '127.0.0.1:%d'}
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void itIsRefusedAndRemovedFromTheBrokerWhereConfigured(Kind kind) {
    try (AnyBroker broker = AnyBroker.open(kind, folder)) {
      Mosquitto phone = new Mosquitto(broker.port());
      phone.publishRetained("home/light/set", "ON");
      phone.publishRetained("home/lamp/set", "ON");
      String config = new HomeFolder(folder).file("device.yaml", HOME.formatted(broker.port()));
      try (OutsideProcess onlooker = phone.subscribed("home/+/set");
          HearthProcess device = HearthProcess.start("device", "--config", config)) {
        phone.awaitRetained("home/light", "OFF");
        phone.awaitRetained("home/lamp", "OFF");

        device.awaitLog("light: refused a retained command on home/light/set");
        device.awaitLog("lamp: refused a retained command on home/lamp/set");
        onlooker.awaitLine("home/light/set (null)"); // removed
        try (OutsideProcess late = phone.subscribed("home/+/set")) {
          late.awaitLine("home/lamp/set ON");
          assertEquals(0, late.logCount("home/light/set"), late::told);
        }

        phone.publish("home/light/set", "ON");
        phone.awaitRetained("home/light", "ON");
        assertEquals(1, device.logCount("is ON"), device::told);
      }
    }
  }
}
