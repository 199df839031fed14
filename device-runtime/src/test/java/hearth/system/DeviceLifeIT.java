package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device in a process of its own dies, comes back, and outlives its broker. */
class DeviceLifeIT {
  private static final String AVAILABILITY = "home/livingroom/availability";
  private static final String LIGHT = "home/livingroom/light";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"5.0", "3.1.1"})
  void deathIsToldAndTheStartToo(String version) {
    try (HearthProcess broker = HearthProcess.openBroker()) {
      Mosquitto phone = new Mosquitto(broker.port());
      String config = new HomeFolder(folder).device(broker.port(), version);
      try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
        phone.awaitRetained(AVAILABILITY, "online");
        device.kill();
      }
      phone.awaitRetained(AVAILABILITY, "offline");
      try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
        phone.awaitRetained(AVAILABILITY, "online");
        device.kill();
      }
    }
  }

  @Test
  void anOrderlyEndSaysOfflineItself() {
    try (HearthProcess broker = HearthProcess.openBroker()) {
      Mosquitto phone = new Mosquitto(broker.port());
      String config = new HomeFolder(folder).device(broker.port(), "5.0");
      try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
        phone.awaitRetained(AVAILABILITY, "online");
        assertEquals(0, device.terminate(), device::told);
      }
      assertEquals("offline", phone.retained(AVAILABILITY));
      // DISCONNECT in order: the broker had no Will to publish.
      broker.awaitLog("hearth-home-livingroom .*disconnected");
    }
  }

  @Test
  void aQuickReconnectNeverEndsOnAStaleOffline() {
    try (HearthProcess broker = HearthProcess.openBroker()) {
      Mosquitto phone = new Mosquitto(broker.port());
      String config = new HomeFolder(folder).device(broker.port(), "3.1.1");
      try (HearthProcess first = HearthProcess.start("device", "--config", config)) {
        phone.awaitRetained(AVAILABILITY, "online");
        // The second takes the session over while the first is still there: its Will comes now.
        first.stop();
        try (OutsideProcess sub = phone.subscribed(AVAILABILITY);
            HearthProcess second = HearthProcess.start("device", "--config", config)) {
          sub.awaitLine(AVAILABILITY + " offline");
          Eventually.holds("online again", () -> said(sub).endsWith(" online"), sub::told);
          phone.publishRetained(AVAILABILITY, "offline");
          second.awaitLog("said online again");
          phone.awaitRetained(AVAILABILITY, "online");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0", "3.1.1"})
  void aRestartedBrokerIsFoundAgainAndNoPinMoves(String version) {
    HearthProcess broker = HearthProcess.openBroker();
    int port = broker.port();
    String config = new HomeFolder(folder).device(port, version);
    Mosquitto phone = new Mosquitto(port);
    try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
      phone.awaitRetained(LIGHT, "OFF");
      phone.publish(LIGHT + "/set", "ON");
      phone.awaitRetained(LIGHT, "ON");
      assertEquals(1, device.logCount("light is "), device::told);

      broker.close();
      device.awaitLog("No connection to the broker");
      broker = HearthProcess.ready("broker", "--listen", "127.0.0.1:" + port, "--allow-anonymous");

      phone.awaitRetained(AVAILABILITY, "online");
      phone.awaitRetained(LIGHT, "ON");
      phone.awaitRetained(LIGHT + "/availability", "simulated");
      assertEquals(1, device.logCount("light is "), device::told);
      phone.publish(LIGHT + "/set", "OFF");
      phone.awaitRetained(LIGHT, "OFF");
    } finally {
      broker.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0", "3.1.1"})
  void onOneTopicNoStormComesWhateverTheDeviceSpeaks(String version) {
    try (HearthProcess broker = HearthProcess.openBroker()) {
      String config = new HomeFolder(folder).device(broker.port(), version);
      try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
        Mosquitto phone = new Mosquitto(broker.port());
        device.awaitLog("Connected to the broker");
        phone.awaitRetained(AVAILABILITY, "online"); // said after it has subscribed
        OneTopic.check(phone, "home/livingroom/lamp");
      }
    }
  }

  /** What was said last of all. */
  private static String said(OutsideProcess sub) {
    return sub.lines().stream()
        .filter(line -> line.startsWith(AVAILABILITY))
        .reduce("", (before, last) -> last);
  }
}
