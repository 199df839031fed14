package hearth.system;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker falls silent without a word, as behind a network that is cut in two: its connections
 * stay open, and the kernel still takes new ones. A device that knows another broker goes there.
 */
class SilentBrokerIT {
  private static final String LIGHT = "home/livingroom/light";

  @TempDir private Path folder;

  @Test
  void aBrokerThatFallsSilentIsLeft() {
    try (HearthProcess first = HearthProcess.openBroker();
        HearthProcess second = HearthProcess.openBroker();
        HearthProcess device = device(first, second)) {
      new Mosquitto(first.port()).awaitRetained(LIGHT, "OFF");
      first.stop();

      works(second);
      device.awaitLog("No connection to the broker");
    }
  }

  @Test
  void aBrokerThatIsSilentFromTheBeginningKeepsNobodyFromTheOther() {
    try (HearthProcess first = HearthProcess.openBroker();
        HearthProcess second = HearthProcess.openBroker()) {
      first.stop();
      try (HearthProcess device = device(first, second)) {
        works(second);
        device.awaitLog("No connection to the broker");
      }
    }
  }

  private HearthProcess device(HearthProcess first, HearthProcess second) {
    String configuration =
        new HomeFolder(folder)
            .file(
                "device.yaml",
                HomeFolder.THINGS
                    + """
                    mqtt:
                      broker: ['127.0.0.1:%d', '127.0.0.1:%d']
                      keep_alive: 5s
                      reconnect_within: 1s
                    """
                        .formatted(first.port(), second.port()));
    return HearthProcess.start("device", "--config", configuration);
  }

  private static void works(HearthProcess broker) {
    Mosquitto phone = new Mosquitto(broker.port());
    phone.awaitRetained(LIGHT, "OFF");
    phone.publish(LIGHT + "/set", "ON");
    phone.awaitRetained(LIGHT, "ON");
  }
}
