package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth doctor} and a real broker: is it there, does it let the device in? */
class DoctorIT {
  private static final String DEVICE =
      """
      device:
        topic: home/cellar
      hardware:
        parts: simulated
      lights:
        - name: light
          pin: 17
      mqtt:
        broker: 127.0.0.1:%d
        username: anna
        password: %s
      """;

  @TempDir private Path folder;
  private HomeFolder files;
  private HearthProcess broker;

  @BeforeEach
  void startABrokerWithAUser() {
    files = new HomeFolder(folder);
    try (HearthProcess made =
        HearthProcess.start(
            "passwd", "-c", "-b", folder.resolve("users").toString(), "anna", "right")) {
      assertEquals(0, made.awaitEnd(), made::told);
    }
    broker =
        HearthProcess.ready(
            "broker",
            "--config",
            files.file("broker.yaml", "broker: {listen: [127.0.0.1:0], password_file: users}"));
  }

  @AfterEach
  void end() {
    broker.close();
  }

  @Test
  void theLoginIsTriedAndARunningDeviceIsNotDisturbed() {
    String config = files.file("device.yaml", DEVICE.formatted(broker.port(), "right"));
    try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
      device.awaitLog("Connected to the broker");
      try (HearthProcess doctor = HearthProcess.start("doctor", "-c", config)) {
        doctor.awaitEnd();
        assertTold(
            doctor,
            "broker: The broker at 127.0.0.1:" + broker.port() + " lets the device in, as anna");
      }
      assertEquals(0, device.logCount("No connection|light is "), device::told);
    }
  }

  @Test
  void aWrongPasswordIsTold() {
    String config = files.file("device.yaml", DEVICE.formatted(broker.port(), "wrong"));
    try (HearthProcess doctor = HearthProcess.start("doctor", "-c", config)) {
      assertEquals(1, doctor.awaitEnd(), doctor::told);
      assertTold(doctor, "does not let the device in as anna");
      assertTold(doctor, "Look at username and password");
    }
  }

  @Test
  void aBrokerThatIsNotThereIsTold() {
    int port = broker.port();
    broker.close();
    String config = files.file("device.yaml", DEVICE.formatted(port, "right"));
    try (HearthProcess doctor = HearthProcess.start("doctor", "-c", config)) {
      assertEquals(1, doctor.awaitEnd(), doctor::told);
      assertTold(doctor, "The broker at 127.0.0.1:" + port + " does not answer");
    }
  }

  @Test
  void theBrokerOfTheSameFileIsFound() {
    String config =
        files.file(
            "whole.yaml",
            "device: {topic: home}\nbroker: {listen: [127.0.0.1:%d], password_file: users}"
                .formatted(broker.port()));
    try (HearthProcess doctor = HearthProcess.start("doctor", "-c", config)) {
      doctor.awaitEnd();
      assertTold(doctor, "is there, and wants a password");
    }
  }

  @Test
  void eachListenerOfTheSameFileIsTried() {
    String certificates = folder.resolve("tls").toString();
    try (HearthProcess init = HearthProcess.start("tls", "init", "--dir", certificates)) {
      assertEquals(0, init.awaitEnd(), init::told);
    }
    String listeners =
        """
        broker:
          listen:
            - address: 127.0.0.1:%d
              anonymous: local
              tls: {certificate: tls/server.crt, key: tls/server.key}
            - address: 127.0.0.1:%d
              anonymous: local
              websocket: {path: /mqtt}
            - {address: 127.0.0.1:0, websocket: {}}
        """;
    String started = files.file("listeners.yaml", listeners.formatted(0, 0));
    try (HearthProcess several = HearthProcess.ready("broker", "--config", started)) {
      String running =
          files.file("running.yaml", listeners.formatted(several.port(0), several.port(1)));
      try (HearthProcess doctor = HearthProcess.start("doctor", "-c", running)) {
        doctor.awaitEnd();
        assertTold(doctor, several.port(0) + " with TLS is there, and lets this machine in");
        assertTold(doctor, several.port(1) + " by WebSocket is there, and lets this machine in");
        assertTold(doctor, "has another port at each start");
      }
      assertEquals(0, several.terminate(), several::told);
      try (HearthProcess doctor = HearthProcess.start("doctor", "-c", running)) {
        assertEquals(1, doctor.awaitEnd(), doctor::told);
        assertTold(doctor, several.port(0) + " with TLS does not answer");
        assertTold(doctor, several.port(1) + " by WebSocket does not answer");
      }
    }
  }

  private static void assertTold(HearthProcess doctor, String part) {
    assertTrue(doctor.lines().stream().anyMatch(line -> line.contains(part)), doctor::told);
  }
}
