package hearth.system;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a home, and of a device alone, where all of a fleet meet. */
class FleetIT {
  private static final String HEALTH = "fleet/house-7/hearth ";

  @TempDir private Path folder;

  private HearthProcess start(String command, String text) throws IOException {
    Path file = folder.resolve("hearth.yaml");
    Files.writeString(file, "fleet: house-7\n" + text);
    return HearthProcess.ready(command, "--config", file.toString());
  }

  private static OutsideProcess watcher(int port) {
    Mosquitto watcher = new Mosquitto(port);
    watcher.publishRetained("fleet/mark", "the client tells that it has subscribed");
    return watcher.subscribed("fleet/#");
  }

  private static void awaitState(OutsideProcess sub, String state) {
    Eventually.holds(state, () -> last(sub).contains("\"state\":\"" + state + "\""), sub::told);
  }

  private static String last(OutsideProcess sub) {
    return sub.lines().stream()
        .filter(line -> line.startsWith(HEALTH))
        .reduce("", (before, after) -> after);
  }

  @Test
  void aHomeSaysByItsBridgeHowItIs() throws IOException {
    try (HearthProcess cloud = HearthProcess.openBroker();
        OutsideProcess sub = watcher(cloud.port())) {
      // By 3.1.1, where a Will has no delay.
      String home =
          """
          broker:
            listen: [{address: 127.0.0.1:0, anonymous: yes}]
            store: store
            bridges:
              - name: cluster
                server: 127.0.0.1:%d
                version: "3.1.1"
                client_id: house-7
                out: [{local: fleet/, remote: fleet/}]
          """
              .formatted(cloud.port());

      lives(sub, "run", home);
    }
  }

  @Test
  void aDeviceSaysToAnothersBrokerHowItIs() throws IOException {
    try (HearthProcess cloud = HearthProcess.openBroker();
        OutsideProcess sub = watcher(cloud.port())) {
      String device =
          """
          device: {topic: home/x}
          mqtt: {broker: "127.0.0.1:%d"}
          hardware: {parts: simulated}
          """
              .formatted(cloud.port());

      lives(sub, "device", device);
    }
  }

  private void lives(OutsideProcess sub, String command, String text) throws IOException {
    try (HearthProcess first = start(command, text)) {
      awaitState(sub, "online");
      first.kill();
    }
    awaitState(sub, "lost");
    try (HearthProcess second = start(command, text)) {
      awaitState(sub, "online");
      second.terminate();
    }
    awaitState(sub, "offline");
  }
}
