package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PubSubUrlTest {
  @Test
  void theShortest() {
    assertEquals(
        new PubSubUrl(false, false, null, null, "broker", 1883, null),
        PubSubUrl.of("mqtt://broker"));
  }

  @Test
  void theLongest() {
    assertEquals(
        new PubSubUrl(true, false, "anna", "s:e c", "10.0.0.1", 18883, "home/+/light/#"),
        PubSubUrl.of("mqtts://anna:s:e%20c@10.0.0.1:18883/home/+/light/#"));
  }

  @Test
  void defaultPorts() {
    assertEquals(8883, PubSubUrl.of("mqtts://a/t").port());
    assertEquals(80, PubSubUrl.of("ws://a/t").port());
    assertEquals(443, PubSubUrl.of("wss://a/t").port());
  }

  @Test
  void anAddressOfVersion6() {
    assertEquals("[::1]", PubSubUrl.of("mqtt://[::1]:1884/a").host());
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker", "http://broker", "mqtt://", "mqtt:///topic", "mqtt://a b"})
  void whatIsNoUrlIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> PubSubUrl.of(text));
  }
}
