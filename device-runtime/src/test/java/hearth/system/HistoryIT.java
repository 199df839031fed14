package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.system.AnyBroker.Kind;
import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker goes and comes back, and its device dies in between: the readings arrive. */
class HistoryIT {
  private static final String TEMPERATURE = "home/livingroom/temperature";
  private static final Pattern READING =
      Pattern.compile(
          TEMPERATURE + "/history \\{\"time\":\"([^\"]+)\",.*\"value\":(-?[0-9]+\\.[0-9])\\}");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void readingsOutliveBrokerAndDevice(Kind kind) throws Exception {
    try (AnyBroker broker = AnyBroker.open(kind, folder)) {
      Mosquitto phone = new Mosquitto(broker.port());
      String config = config(broker);
      List<String> taken = readWhileItDies(broker, config);

      broker.start();
      phone.publishRetained(TEMPERATURE + "/mark", "the client tells that it has subscribed");
      try (OutsideProcess sub = phone.subscribed(TEMPERATURE + "/#");
          HearthProcess next = HearthProcess.start("device", "--config", config)) {
        Eventually.holds(
            "all of them, one behind the other: " + taken,
            () -> Collections.indexOfSubList(history(sub, 2), taken) >= 0,
            () -> next.told() + sub.told());
        List<String> times = history(sub, 1);
        assertEquals(times.stream().sorted().toList(), times);
      }
    }
  }

  private List<String> readWhileItDies(AnyBroker broker, String config) {
    try (HearthProcess device = HearthProcess.start("device", "--debug", "--config", config)) {
      new Mosquitto(broker.port()).awaitRetained("home/livingroom/availability", "online");
      broker.kill();
      device.awaitLog("No connection to the broker");
      long before = readings(device);
      Eventually.holds("ten readings", () -> readings(device) >= before + 10, device::told);
      assertEquals(0, device.terminate(), device::told);
      return taken(device).skip(before).toList();
    }
  }

  private static long readings(HearthProcess device) {
    return taken(device).count();
  }

  /** The log of each reading, as it is taken. */
  private static Stream<String> taken(HearthProcess device) {
    return device.log().stream()
        .filter(line -> line.contains(TEMPERATURE + " "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1));
  }

  private static List<String> history(OutsideProcess sub, int group) {
    return sub.lines().stream()
        .map(READING::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(group))
        .toList();
  }

  private String config(AnyBroker broker) {
    return new HomeFolder(folder)
        .file(
            "history.yaml",
            """
            device: {topic: home/livingroom, history: 1000, history_folder: %s}
            hardware: {parts: simulated}
            mqtt: {broker: '127.0.0.1:%d', reconnect_within: 1s}
            sensors: [{kind: ds18b20, name: temperature, every: 100ms}]
            """
                .formatted(folder.resolve("history"), broker.port()));
  }
}
