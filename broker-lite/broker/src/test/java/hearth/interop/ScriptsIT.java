package hearth.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.broker.TestSettings;
import hearth.testsupport.OutsideProcess;
import hearth.testsupport.Programs;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of other languages with our broker: Python's Paho, and MQTT.js. */
@Timeout(200)
class ScriptsIT {
  private static RunningBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = new RunningBroker(TestSettings.ROOMY);
  }

  @AfterAll
  static void end() throws Exception {
    broker.close();
  }

  private static List<String> parts(List<String> more, String... all) {
    List<String> parts = new ArrayList<>(List.of(all));
    parts.addAll(more);
    return parts;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void pythonsPahoDoesAllItCan(int level) throws Exception {
    String python = "/usr/bin/python3"; // the one that Debian's package is for
    OutsideProcess.run(python, "-c", "import paho.mqtt");
    try (OutsideProcess conversation =
        new OutsideProcess(
            List.of(python, script("paho_conversation.py"), "" + broker.port(), "" + level))) {
      assertEquals(
          parts(
              level == 5 ? List.of("properties_and_options", "shared_subscriptions") : List.of(),
              "each_qos",
              "retained",
              "session",
              "will_and_takeover",
              "passwords_and_refusals"),
          conversation.succeeds());
    }
  }

  @ParameterizedTest
  @CsvSource({"mqtt, 4", "mqtt, 5", "ws, 4", "ws, 5"})
  void mqttJsDoesAllItCan(String scheme, int level) throws Exception {
    Path modules = modules();
    int port = scheme.equals("ws") ? broker.webSocketPort() : broker.port();
    try (OutsideProcess conversation =
        new OutsideProcess(
            List.of(
                "env",
                "MODULES=" + modules,
                "node",
                script("mqttjs.mjs"),
                scheme + "://127.0.0.1:" + port,
                "" + level))) {
      assertEquals(
          parts(
              level == 5 ? List.of("version5") : List.of(),
              "eachQoS",
              "retained",
              "session",
              "will",
              "refusals",
              "takeover",
              "sharedSubscriptions"),
          conversation.succeeds());
    }
  }

  /** A file beside the tests. */
  private static String script(String name) {
    try {
      return Path.of(ScriptsIT.class.getResource(name).toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Where MQTT.js is: npm puts it below target, as the lock file says, once. */
  private static Path modules() throws IOException {
    Programs.need("node", "nodejs npm");
    Path folder = Path.of("target/mqttjs").toAbsolutePath();
    if (!Files.exists(folder.resolve("node_modules/mqtt/package.json"))) {
      Programs.need("npm", "nodejs npm");
      Files.createDirectories(folder);
      for (String file : List.of("package.json", "package-lock.json")) {
        Path source = Path.of(script(file));
        Files.copy(source, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      try (OutsideProcess npm =
          new OutsideProcess(
              List.of(
                  "npm",
                  "ci",
                  "--prefix",
                  folder.toString(),
                  "--ignore-scripts",
                  "--no-audit",
                  "--no-fund",
                  "--fetch-timeout=20000",
                  "--fetch-retries=1"))) {
        npm.awaitEnd();
        assumeTrue(
            Files.exists(folder.resolve("node_modules/mqtt/package.json")),
            () -> "npm could not fetch MQTT.js, so it is not tested: " + npm.told());
      }
    }
    return folder;
  }
}
