package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.MqttVersion;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client's one jar, from which everything was left out that no class of the client names:
 * programs are compiled and run with nothing else on the class path.
 */
final class OneFileClientIT {
  private static final Path CLIENT = Path.of("../broker-lite/client");
  private static final String JAVA = System.getProperty("java.home") + "/bin/";

  @TempDir Path folder;
  private HearthProcess broker;

  @BeforeEach
  void startBroker() {
    try (HearthProcess init =
        HearthProcess.start("tls", "init", "--dir", folder.resolve("tls").toString())) {
      assertEquals(0, init.awaitEnd(), init::told);
    }
    String configuration =
        new HomeFolder(folder)
            .file(
                "broker.yaml",
                """
                broker:
                  listen:
                    - {address: 127.0.0.1:0, anonymous: local}
                    - {address: 127.0.0.1:0, anonymous: local, websocket: {}}
                    - address: 127.0.0.1:0
                      anonymous: local
                      tls: {certificate: tls/server.crt, key: tls/server.key}
                    - address: 127.0.0.1:0
                      anonymous: local
                      websocket: {}
                      tls: {certificate: tls/server.crt, key: tls/server.key}
                """);
    broker = HearthProcess.ready("broker", "--config", configuration);
  }

  @AfterEach
  void endBroker() {
    broker.close();
  }

  @Test
  void speaksAllVersionsOverEveryTransportAndKeepsAQueueOnDisk() throws Exception {
    List<String> servers = new ArrayList<>();
    for (String scheme : List.of("mqtt", "ws", "mqtts", "wss")) {
      servers.add(scheme + "://localhost:" + broker.port(servers.size()));
    }
    List<String> words = new ArrayList<>(List.of(folder.resolve("queue").toString()));
    words.addAll(servers);
    List<String> lines = new ArrayList<>();
    for (String server : servers) {
      for (MqttVersion version : MqttVersion.values()) {
        lines.add(server + " " + version);
      }
    }
    lines.add("queue");
    Path program = Path.of("src/test/resources/OneFile.java");
    try (OutsideProcess running = start(program, words)) {
      assertEquals(0, running.awaitEnd(), running::told);
      assertEquals(lines, running.lines());
    }
  }

  /** What broker-lite/client/README.md shows is what it is tried with here. */
  @Test
  void theProgramOfItsReadmeRuns() throws Exception {
    String readme = Files.readString(CLIENT.resolve("README.md"));
    int start = readme.indexOf("```java\n") + "```java\n".length();
    Path program = folder.resolve("Light.java");
    Files.writeString(program, readme.substring(start, readme.indexOf("```", start)));
    try (OutsideProcess running = start(program, List.of("mqtt://localhost:" + broker.port()))) {
      running.awaitLine("ON");
    }
  }

  private OutsideProcess start(Path program, List<String> words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA + "java",
                "-Djavax.net.ssl.trustStore=" + authority(),
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "-cp",
                jar().toString(),
                program.toString()));
    command.addAll(words);
    return new OutsideProcess(command);
  }

  /** Makes the home's authority known to Java, as the README says. */
  private Path authority() {
    Path store = folder.resolve("home.p12");
    String certificate = folder.resolve("tls/ca.crt").toString();
    try (OutsideProcess keytool =
        new OutsideProcess(
            List.of(
                JAVA + "keytool",
                "-importcert",
                "-noprompt",
                "-file",
                certificate,
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit"))) {
      assertEquals(0, keytool.awaitEnd(), keytool::told);
    }
    return store;
  }

  private static Path jar() throws Exception {
    try (Stream<Path> files = Files.list(CLIENT.resolve("target"))) {
      List<Path> found = files.filter(file -> file.toString().endsWith("-all.jar")).toList();
      assertTrue(found.size() == 1, "mvn package makes one; there are " + found);
      return found.get(0);
    }
  }
}
