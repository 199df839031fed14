package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.FreePort;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's mosquitto, bridged to us as everybody writes it. */
class MosquittoBridgeIT {
  private static final String BRIDGE =
      """
      listener %d 127.0.0.1
      allow_anonymous true
      user %s
      connection home
      address 127.0.0.1:%d
      bridge_protocol_version %s
      remote_clientid home
      topic # both 1
      """;

  private static final String STATE = "$SYS/broker/connection/home/state";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv50"})
  void messagesGoBothWaysOnceAndWhatIsRetainedStaysSo(String version) throws IOException {
    HomeFolder files = new HomeFolder(folder);
    String home =
        files.file("home.yaml", "broker: {listen: [{address: '127.0.0.1:0', anonymous: local}]}\n");
    try (HearthProcess hearth = HearthProcess.ready("broker", "--config", home)) {
      int port = FreePort.find();
      String user = System.getProperty("user.name");
      String bridge =
          files.file("bridge.conf", BRIDGE.formatted(port, user, hearth.port(), version));
      Mosquitto here = new Mosquitto(hearth.port());
      Mosquitto there = new Mosquitto(port);
      try (OutsideProcess mosquitto = new OutsideProcess(List.of("mosquitto", "-c", bridge))) {
        here.awaitRetained(STATE, "1");
        here.publishRetained("here", "1");
        try (OutsideProcess heard = here.subscribed("#")) {
          there.awaitRetained("here", "1");
          there.publishRetained("there", "2");
          here.awaitRetained("there", "2");
          here.publishRetained("last", "3");
          there.awaitRetained("last", "3");
          heard.awaitLine("last 3");
          assertEquals(
              List.of("here 1", "there 2", "last 3"),
              heard.lines().stream().filter(line -> line.matches("\\w+ [123]")).toList(),
              "without an echo");
        }
        mosquitto.kill();
      }
      here.awaitRetained(STATE, "0");
    }
  }
}
