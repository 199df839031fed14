package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong at the start is said in a sentence, without a stack trace, and nothing starts.
 */
class StartIT {
  @TempDir private Path folder;

  @Test
  void allProblemsOfAConfigurationAreTold() {
    String config =
        new HomeFolder(folder)
            .file("hearth.yaml", "device: {topic: home}\nligths: []\nmqtt: {keep_alive: 1}\n");

    String told = ending(78, "run", "--config", config); // EX_CONFIG: not to be tried again

    assertTrue(told.contains("hearth.yaml:2:1: ligths: unknown key; did you mean 'lights'?"), told);
    assertTrue(told.contains("hearth.yaml:3:20: mqtt.keep_alive: '1' is not allowed"), told);
    assertFalse(told.contains("ready"), told);
  }

  @Test
  void aPortInUseIsNamedWithTheWayToChooseAnother() {
    try (HearthProcess first = HearthProcess.openBroker()) {
      String address = "127.0.0.1:" + first.port();

      String told = failing("broker", "--listen", address, "--allow-anonymous");

      assertTrue(told.contains("another program has port " + first.port()), told);
      assertTrue(told.contains("--listen 127.0.0.1:PORT"), told);
    }
  }

  @Test
  void nobodyOpensABrokerToTheWholeNetworkByAccident() {
    String told = failing("broker", "--listen", "0.0.0.0:0", "--allow-anonymous");

    assertTrue(told.contains("listen on 127.0.0.1"), told);
  }

  @Test
  void missingPartsAreToldAndAllElseRuns() {
    String config =
        new HomeFolder(folder)
            .file(
                "real.yaml",
                HomeFolder.THINGS.replace("parts: simulated", "parts: real")
                    + "broker: {listen: [{address: '127.0.0.1:0', anonymous: local}]}\n");
    try (HearthProcess home = HearthProcess.ready("run", "--config", config)) {
      Mosquitto phone = new Mosquitto(home.port());

      phone.awaitRetained("home/livingroom/availability", "online");
      phone.awaitRetained("home/livingroom/light/availability", "offline");
      phone.awaitRetained("home/livingroom/temperature/availability", "offline");
      String problem = phone.retained("home/livingroom/temperature/problem");
      assertTrue(problem.contains("dtoverlay=w1-gpio"), problem);
      home.awaitLog("light is unavailable: .*Raspberry Pi");
      assertEquals(0, home.logCount("Exception|^\tat "), home::told);
    }
  }

  @Test
  void aReloadReachesTheHearthThatRunsWithThisConfigurationAndNoOther() {
    HomeFolder folders = new HomeFolder(folder);
    String config = folders.whole();
    String another =
        folders.file("another.yaml", HomeFolder.THINGS + "mqtt: {broker: 127.0.0.1:1}");
    try (HearthProcess home = HearthProcess.ready("run", "--config", config);
        HearthProcess other = HearthProcess.ready("device", "--config", another);
        HearthProcess reload = HearthProcess.start("reload", "--config", config)) {
      assertEquals(0, reload.awaitEnd(), reload::told);

      home.awaitLog("The configuration was reloaded: 0 stopped, 0 started");
      assertTrue(reload.lines().contains("Told process " + home.pid() + " to reload its files"));
      assertEquals(1, reload.lines().size(), reload::told);
      assertFalse(reload.told().contains(" " + other.pid() + " "), reload::told);
    }
  }

  @Test
  void aNewUserMayConnectAtOnce() throws Exception {
    HomeFolder folders = new HomeFolder(folder);
    String config =
        folders.file("hearth.yaml", "broker: {listen: [127.0.0.1:0], password_file: users}");
    String users = folders.file("users", "");
    try (HearthProcess home = HearthProcess.ready("broker", "-c", "x", "--config", config)) {
      for (String[] words :
          List.of(
              new String[] {"passwd", "-b", users, "anna", "one"},
              new String[] {"passwd", "--config", config, "-b", "bert", "two"})) {
        try (HearthProcess passwd = HearthProcess.start(words)) {
          assertEquals(0, passwd.awaitEnd(), passwd::told);
          String told = "The running Hearth (process " + home.pid() + ") knows it now";
          assertTrue(passwd.lines().contains(told), passwd::told);
        }
      }
      Eventually.holds(
          "bert may connect",
          () -> {
            try (HearthProcess pub =
                HearthProcess.start(
                    "pub", "-p", "" + home.port(), "-u", "bert", "-P", "two", "-t", "a", "-n")) {
              return pub.awaitEnd() == 0;
            }
          },
          home::told);
      try (HearthProcess reload = HearthProcess.start("reload", "--config", config)) {
        assertEquals(0, reload.awaitEnd(), reload::told);
      }
    }
  }

  @Test
  void aSignalEndsASubscriberInOrder() throws Exception {
    try (HearthProcess broker = HearthProcess.openBroker()) {
      for (String signal : List.of("INT", "TERM")) {
        try (HearthProcess sub =
            HearthProcess.start("sub", "-p", "" + broker.port(), "-t", "a", "-d")) {
          Eventually.holds("subscribed", () -> sub.told().contains("SubAck"), sub::told);
          sub.signal("-" + signal);
          assertEquals(0, sub.awaitEnd(), sub::told);
        }
      }
    }
  }

  @Test
  void listenersOfOnePortAreToldApartByTheirAddresses() {
    new HomeFolder(folder).file("users", "");
    int port;
    try (HearthProcess any = HearthProcess.openBroker()) {
      port = any.port();
    }
    String config =
        new HomeFolder(folder)
            .file(
                "hearth.yaml",
                """
                broker:
                  listen:
                    - {address: 0.0.0.0:%1$d, anonymous: no}
                    - {address: "[::]:%1$d", anonymous: yes}
                    - {address: 127.0.0.2:%1$d, anonymous: yes}
                  password_file: users
                """
                    .formatted(port));
    try (HearthProcess broker = HearthProcess.ready("broker", "--config", config)) {
      assertEquals(5, publishing("127.0.0.1", port), broker::told);
      assertEquals(0, publishing("::1", port), broker::told);
      assertEquals(0, publishing("127.0.0.2", port), broker::told);
      String taken = failing("broker", "--listen", "127.0.0.1:" + port, "--allow-anonymous");
      assertTrue(taken.contains("choose another port with --listen 127.0.0.1:PORT"), taken);
      String other =
          new HomeFolder(folder)
              .file(
                  "other.yaml",
                  "broker:\n  listen: [{address: 127.0.0.1:" + port + ", anonymous: yes}]\n");
      taken = failing("run", "--config", other);
      assertTrue(taken.contains("under 'listen:' in " + other + ", line 2"), taken);
      assertFalse(taken.contains("--listen"), taken);
    }
    String narrow =
        new HomeFolder(folder)
            .file(
                "narrow.yaml",
                "broker:\n  listen: [{address: 0.0.0.0:" + port + ", anonymous: yes}]\n");
    try (HearthProcess broker = HearthProcess.ready("broker", "--config", narrow)) {
      assertEquals(0, publishing("127.0.0.1", port), broker::told);
      assertEquals(1, publishing("::1", port), broker::told);
    }
  }

  private static int publishing(String host, int port) {
    try (HearthProcess pub =
        HearthProcess.start("pub", "-h", host, "-p", "" + port, "-t", "a", "-m", "x")) {
      return pub.awaitEnd();
    }
  }

  @Test
  void commandsAreAboutTheHomeThatTheEnvironmentNames() {
    String config = new HomeFolder(folder).whole();
    try (HearthProcess home = HearthProcess.ready("run", "--config", config);
        HearthProcess export = HearthProcess.startAbout(config, "export", "phone");
        HearthProcess reload = HearthProcess.startAbout(config, "reload")) {
      assertEquals(0, export.awaitEnd(), export::told);
      assertTrue(export.told().contains("home/livingroom/light/set"), export::told);
      assertEquals(0, reload.awaitEnd(), reload::told);
      assertTrue(reload.lines().contains("Told process " + home.pid() + " to reload its files"));
    }
  }

  @Test
  void aReloadTellsThatNohupKeepsItsSignalAway() {
    String config = new HomeFolder(folder).whole();
    try (HearthProcess home = HearthProcess.limited("trap '' HUP", "run", "--config", config)) {
      String told = failing("reload", "--config", config);

      assertTrue(told.contains("process " + home.pid() + " was started so that it ignores"), told);
    }
  }

  @Test
  void anOldJavaIsNamedWithTheOneThatIsNeeded() throws Exception {
    Path java = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
    assertTrue(Files.createFile(java).toFile().setExecutable(true));
    Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"11.0.2\"\n");
    String launcher = HearthProcess.DISTRIBUTION.resolve("bin/hearth").toString();
    List<String> command = List.of("env", "JAVA_HOME=" + folder.resolve("old"), "sh", launcher);
    try (OutsideProcess hearth = new OutsideProcess(command)) {
      assertEquals(1, hearth.awaitEnd(), hearth::told);
      assertTrue(hearth.told().contains("is Java 11, and 17 or newer is needed"), hearth::told);
    }
  }

  private static String failing(String... arguments) {
    return ending(1, arguments);
  }

  private static String ending(int status, String... arguments) {
    try (HearthProcess hearth = HearthProcess.start(arguments)) {
      assertEquals(status, hearth.awaitEnd(), hearth::told);
      assertEquals(0, hearth.logCount("^\tat "), hearth::told);
      return hearth.told();
    }
  }
}
