package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.util.List;

/** The layout in which commands and status share a topic, seen from a phone. */
final class OneTopic {
  private OneTopic() {}

  /** Switches a light on and off, and looks at every message there is. */
  static void check(Mosquitto phone, String topic) {
    phone.awaitRetained(topic + "/availability", "simulated"); // said after it has subscribed
    // ON first: an OFF might be the state of the start, and the answer to ours still to come.
    phone.publish(topic, "ON");
    phone.awaitRetained(topic, "ON");
    phone.publish(topic, "OFF");
    phone.awaitRetained(topic, "OFF");
    try (OutsideProcess sub = phone.subscribed(topic)) {
      phone.publish(topic, "ON");
      Eventually.holds("on", () -> messages(sub, topic).size() >= 3, sub::told);
      phone.publish(topic, "TOGGLE");
      Eventually.holds("off", () -> messages(sub, topic).size() >= 5, sub::told);
      // A message through the same broker and the same device is behind any echo of the others.
      phone.publish(topic, "dim");
      Eventually.holds("answered", () -> messages(sub, topic).size() >= 7, sub::told);

      assertEquals(List.of("OFF", "ON", "ON", "TOGGLE", "OFF", "dim", "OFF"), messages(sub, topic));
    }
    assertEquals("OFF", phone.retained(topic));
  }

  private static List<String> messages(OutsideProcess sub, String topic) {
    return sub.lines().stream()
        .filter(line -> line.startsWith(topic + " "))
        .map(line -> line.substring(topic.length() + 1))
        .toList();
  }
}
