package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP to a whole home: what changed is another, what did not is left alone. */
class ReloadIT {
  private static final String HOME =
      """
      device: {topic: home%s}
      hardware: {parts: simulated}
      broker: {listen: [{address: 127.0.0.1:0, anonymous: local}]%s}
      lights: [{name: light, pin: 17}%s]
      """;

  @TempDir private Path folder;

  @Test
  void aChangedFileCountsAndNoOtherPinMoves() {
    HomeFolder files = new HomeFolder(folder);
    String config = files.file("home.yaml", HOME.formatted("", "", ""));
    try (HearthProcess home = HearthProcess.ready("run", "--config", config)) {
      Mosquitto phone = new Mosquitto(home.port());
      phone.awaitRetained("home/light", "OFF");
      phone.publish("home/light/set", "ON");
      phone.awaitRetained("home/light", "ON");

      files.file("home.yaml", HOME.formatted("", "", ", {name: lamp, pin: 27, restore: on}"));
      home.hangUp();
      phone.awaitRetained("home/lamp", "ON");

      files.file("home.yaml", HOME.formatted("", ", limits: {connections: 20}", ""));
      home.hangUp();
      home.awaitLog("Changes of broker take effect after a restart");
      home.awaitLog("1 stopped, 0 started, 1 as before");

      files.file("home.yaml", HOME.formatted(", name: Kitchen", "", ""));
      home.hangUp();
      home.awaitLog("Changes of device take effect after a restart");

      files.file("home.yaml", "device: {topci: home}");
      home.hangUp();
      home.awaitLog("The things stay as they were: .*problem");

      assertEquals("ON", phone.retained("home/light"));
      assertEquals(1, home.logCount("light is "), home::told);
    }
  }

  @Test
  void whoLooksAfterTheBrokerChangesWithoutARestart() {
    String passwd = folder.resolve("passwd").toString();
    try (HearthProcess made = HearthProcess.start("passwd", "-c", "-b", passwd, "anna", "rose")) {
      assertEquals(0, made.awaitEnd(), made::told);
    }
    HomeFolder files = new HomeFolder(folder);
    String admins =
        """
        broker:
          password_file: passwd
          panel_admins: [%s]
          listen: [{address: 127.0.0.1:0}, {address: 127.0.0.1:0, panel: yes}]
        """;
    String config = files.file("broker.yaml", admins.formatted("bert"));
    try (HearthProcess home = HearthProcess.ready("run", "--config", config)) {
      assertFalse(seesTheClients(home));

      files.file("broker.yaml", admins.formatted("bert, anna"));
      home.hangUp();
      Eventually.holds("anna is an admin", () -> seesTheClients(home), home::told);

      files.file("broker.yaml", admins.formatted("[bert"));
      home.hangUp();
      home.awaitLog("panel_admins stay as they were: .*problem");
      assertTrue(seesTheClients(home), home::told);

      files.file("broker.yaml", admins.formatted("bert"));
      home.hangUp();
      Eventually.holds("anna is none", () -> !seesTheClients(home), home::told);
      assertEquals(0, home.logCount("take effect after a restart"), home::told);
    }
  }

  private static boolean seesTheClients(HearthProcess home) {
    String port = String.valueOf(home.port());
    List<String> command =
        List.of(
            "mosquitto_sub",
            "-h",
            "127.0.0.1",
            "-p",
            port,
            "-u",
            "anna",
            "-P",
            "rose",
            "-C",
            "1",
            "-t",
            "$SYS/broker/clients/list");
    try (OutsideProcess reader = new OutsideProcess(command)) {
      reader.awaitEnd();
      return String.join("", reader.lines()).contains("\"user\":\"anna\"");
    }
  }
}
