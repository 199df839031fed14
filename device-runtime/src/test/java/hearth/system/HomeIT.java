package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A started home, and a phone: readings come, the light obeys. */
class HomeIT {
  private static HearthProcess home;

  @BeforeAll
  static void start(@TempDir Path folder) {
    home = HearthProcess.ready("run", "--config", new HomeFolder(folder).whole());
  }

  @AfterAll
  static void end() {
    home.close();
  }

  @Test
  void readingsAreNumbersAtTheirInterval() {
    try (OutsideProcess sub = new Mosquitto(home.port()).subscribed("home/#")) {
      Eventually.holds("three readings", () -> readings(sub).size() >= 3, sub::told);
      assertTrue(
          readings(sub).stream().allMatch(line -> line.matches("\\S+ -?[0-9]+\\.[0-9]")),
          sub::told);
    }
  }

  private static List<String> readings(OutsideProcess sub) {
    return sub.lines().stream()
        .filter(line -> line.startsWith("home/livingroom/temperature "))
        .toList();
  }

  @Test
  void aLateSubscriberGetsTheLastReadingAtOnce() {
    String reading = new Mosquitto(home.port()).retained("home/livingroom/temperature");

    assertTrue(reading.matches("-?[0-9]+\\.[0-9]"), reading);
  }

  @ParameterizedTest
  @CsvSource({
    "mqttv311, ON, ON", "mqttv311, on, ON", "mqttv5, 1, ON", "mqttv5, true, ON",
    "mqttv311, OFF, OFF", "mqttv311, off, OFF", "mqttv5, 0, OFF", "mqttv5, false, OFF"
  })
  void aCommandIsAnsweredOnTheStateTopic(String version, String command, String state) {
    Mosquitto phone = new Mosquitto(home.port(), version);
    try (OutsideProcess sub = phone.subscribed("home/livingroom/light")) {
      long before = sub.lines().size();
      phone.publish("home/livingroom/light/set", command);
      Eventually.holds("answered", () -> sub.lines().size() > before, sub::told);
    }

    assertEquals(state, phone.retained("home/livingroom/light"));
  }

  @Test
  void toggleTurnsItOver() {
    Mosquitto phone = new Mosquitto(home.port());
    phone.publish("home/livingroom/light/set", "OFF");
    phone.publish("home/livingroom/light/set", "TOGGLE");

    phone.awaitRetained("home/livingroom/light", "ON");
  }

  @Test
  void anotherWordIsRefusedWithALogLineAndTheStateSaidAgain() {
    Mosquitto phone = new Mosquitto(home.port());
    phone.publish("home/livingroom/light/set", "OFF");
    phone.awaitRetained("home/livingroom/light", "OFF");
    try (OutsideProcess sub = phone.subscribed("home/livingroom/light")) {
      phone.publish("home/livingroom/light/set", "dim");
      Eventually.holds("said again", () -> states(sub).size() >= 2, sub::told);

      assertEquals(List.of("home/livingroom/light OFF", "home/livingroom/light OFF"), states(sub));
    }
    home.awaitLog("warn .*light: 'dim' is not a command");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqttv311", "mqttv5"})
  void onOneTopicTheLightAnswersOnceAndNoStormComes(String version) {
    Mosquitto phone = new Mosquitto(home.port(), version);
    OneTopic.check(phone, "home/livingroom/lamp");
  }

  private static List<String> states(OutsideProcess sub) {
    return sub.lines().stream().filter(line -> line.startsWith("home/")).toList();
  }
}
