package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.Eventually;
import hearth.testsupport.FreePort;
import hearth.testsupport.MosquittoServer;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A house whose bridge has a link that is dead, silent, slow, and comes and goes: lights, recorder
 * and page answer as ever, and what the house said meanwhile arrives.
 */
class DeadLinkIT {
  private static final String LIGHT = "home/livingroom/light";
  private static final String HISTORY = "$SYS/broker/history/hour/" + LIGHT;
  private static final String SILENT = "cluster, out: .*it has been silent|no answer within 1 s";
  private static final Pattern ARRIVED =
      Pattern.compile("Received PUBLISH from house-7 .*'houses/7/(event/\\d+)'");

  @TempDir private Path folder;

  private final int remotePort = FreePort.find();
  private final Set<String> arrived = new TreeSet<>();
  private final Set<String> said = new TreeSet<>();
  private OutsideProcess remote;
  private HearthProcess house;
  private Mosquitto phone;
  private boolean on;

  private void startRemote() {
    List<String> command =
        List.of(MosquittoServer.program("mosquitto"), "-v", "-p", String.valueOf(remotePort));
    remote = new OutsideProcess(command);
    remote.awaitLog("mosquitto version .* running");
  }

  /** What it has taken over from the bridge is its own. */
  private void killRemote() {
    remote.kill();
    noteArrived();
    remote.close();
    remote = null;
  }

  private void noteArrived() {
    remote.log().stream()
        .flatMap(line -> ARRIVED.matcher(line).results())
        .forEach(found -> arrived.add(found.group(1)));
  }

  @AfterEach
  void endRemote() {
    if (remote != null) {
      remote.close();
    }
  }

  @Test
  void theHouseWorksWhateverTheLinkDoes() throws Exception {
    String file =
        new HomeFolder(folder)
            .file(
                "house.yaml",
                HomeFolder.THINGS
                    + """
                    broker:
                      listen:
                        - {address: 127.0.0.1:0, anonymous: local}
                        - {address: 127.0.0.1:0, anonymous: local, panel: yes}
                      store: store
                      recorder: recorder
                      bridges:
                        - name: cluster
                          server: 127.0.0.1:%d
                          client_id: house-7
                          deadline: 1s
                          reconnect_within: 500ms
                          out: [{local: home/, remote: houses/7/}]
                    """
                        .formatted(remotePort));
    house = HearthProcess.ready("run", "--config", file);
    try (HearthProcess running = house) {
      phone = new Mosquitto(running.port());
      works("dead: nobody listens");

      startRemote();
      remote.awaitLog("Received PUBLISH from house-7");
      works("there");

      long silences = house.logCount(SILENT);
      remote.stop();
      works("silent");
      Eventually.holds("given up", () -> house.logCount(SILENT) > silences, () -> house.told());
      works("silent for longer than the deadline");
      remote.signal("-CONT");

      for (int i = 0; i < 3; i++) {
        killRemote();
        works("killed");
        startRemote();
        works("comes back");
      }
      for (int i = 0; i < 3; i++) {
        remote.stop();
        works("slow: stopped for a moment");
        remote.signal("-CONT");
        works("and goes on");
      }

      Eventually.holds(
          "all has arrived",
          () -> {
            noteArrived();
            return arrived.containsAll(said);
          },
          () -> said + "\n" + arrived + "\n" + house.told());
    }
  }

  /** Each of the house's parts answers, whatever is with the link. */
  private void works(String link) throws IOException, InterruptedException {
    String event = "event/" + said.size();
    said.add(event);
    phone.publish("home/" + event, link);
    on = !on;
    String state = on ? "ON" : "OFF";
    phone.publish(LIGHT + "/set", state);
    phone.awaitRetained(LIGHT, state);
    Eventually.holds(
        "the recorder tells it, link " + link,
        () -> phone.retained(HISTORY).matches(".*\"state\":\"" + state + "\"[^{]*"),
        () -> phone.retained(HISTORY) + house.told());
    HttpRequest page =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + house.port(1) + "/"))
            .header("Accept-Encoding", "gzip")
            .build();
    assertEquals(
        200, HttpClient.newHttpClient().send(page, BodyHandlers.discarding()).statusCode(), link);
  }
}
