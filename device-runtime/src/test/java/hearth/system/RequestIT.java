package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.system.AnyBroker.Kind;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mosquitto's own request tool asks a device through either broker. */
class RequestIT {
  private static final String LIGHT = "home/livingroom/light";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRequestIsAnswered(Kind kind) {
    try (AnyBroker broker = AnyBroker.open(kind, folder);
        HearthProcess device = device(broker)) {
      new Mosquitto(broker.port()).awaitRetained("home/livingroom/availability", "online");

      assertEquals(
          List.of("{\"result\":\"accepted\",\"state\":\"ON\"}"), ask(broker, "phone/answer", "ON"));
      assertEquals(
          List.of(
              "{\"result\":\"rejected\",\"reason\":\"'dim' is not a command; the commands are ON, OFF and"
                  + " TOGGLE\",\"state\":\"ON\"}"),
          ask(broker, "phone/answer", "dim"));
      assertEquals(1, device.logCount("light is "), device::told);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anAnswerThatTheDeviceMayNotPublishDoesNoHarm(Kind kind) {
    String access = "topic readwrite home/#\ntopic readwrite homeassistant/#\ntopic read phone/#\n";
    try (AnyBroker broker = AnyBroker.withAccess(kind, folder, access);
        HearthProcess device = device(broker)) {
      Mosquitto phone = new Mosquitto(broker.port(), "mqttv5");
      phone.awaitRetained("home/livingroom/availability", "online");

      try (OutsideProcess pub =
          phone.pub(
              "-q",
              "1",
              "-t",
              LIGHT + "/set",
              "-m",
              "ON",
              "-D",
              "publish",
              "response-topic",
              "phone/answer")) {
        assertEquals(0, pub.awaitEnd(), pub::told);
      }
      phone.awaitRetained(LIGHT, "ON");
      if (kind == Kind.MOSQUITTO) {
        // Ours takes the Response Topic out, which the phone may not publish itself.
        device.awaitLog("Not published on phone/answer");
      }
      phone.publish(LIGHT + "/set", "OFF");
      phone.awaitRetained(LIGHT, "OFF");
      assertEquals(1, device.logCount("Connected to the broker"), device::told);
    }
  }

  private HearthProcess device(AnyBroker broker) {
    String config = new HomeFolder(folder).device(broker.port(), "5.0");
    return HearthProcess.start("device", "--config", config);
  }

  private static List<String> ask(AnyBroker broker, String answerTopic, String payload) {
    try (OutsideProcess request =
        new OutsideProcess(
            List.of(
                "mosquitto_rr",
                "-h",
                "127.0.0.1",
                "-p",
                "" + broker.port(),
                "-V",
                "mqttv5",
                "-q",
                "1",
                "-W",
                "20",
                "-t",
                LIGHT + "/set",
                "-e",
                answerTopic,
                "-m",
                payload))) {
      assertEquals(0, request.awaitEnd(), request::told);
      return request.lines();
    }
  }
}
