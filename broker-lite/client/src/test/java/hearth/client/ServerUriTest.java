package hearth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUriTest {
  @Test
  void theShortest() {
    assertEquals(
        new ServerUri(false, false, null, null, "broker", 1883, ""), ServerUri.of("mqtt://broker"));
  }

  @Test
  void theLongest() {
    assertEquals(
        new ServerUri(true, false, "anna", "s:e c", "10.0.0.1", 18883, "home/+/light/#"),
        ServerUri.of("mqtts://anna:s:e%20c@10.0.0.1:18883/home/+/light/#"));
  }

  @Test
  void defaultPorts() {
    assertEquals(8883, ServerUri.of("mqtts://a/t").port());
    assertEquals(80, ServerUri.of("ws://a/t").port());
    assertEquals(443, ServerUri.of("wss://a/t").port());
  }

  @Test
  void anAddressOfVersion6() {
    assertEquals("::1", ServerUri.of("mqtt://[::1]:1884/a").host());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker",
        "http://broker",
        "mqtt://",
        "mqtt:///topic",
        "mqtt://a b",
        "mqtt://a:0",
        "mqtt://a:65536"
      })
  void whatIsNoUrlIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ServerUri.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt_broker", "raspberrypi.local.", "pi-4"})
  void namesThatHomesHaveAreTaken(String host) {
    assertEquals(host, ServerUri.of("mqtts://" + host).host());
    assertEquals(host, ServerUri.of("mqtt://anna:a%40b@" + host + ":1884/x").host());
    assertEquals("a@b", ServerUri.of("mqtt://anna:a%40b@" + host + ":1884/x").password());
  }

  @Test
  void thePasswordIsNotShown() {
    assertEquals("wss://a:443", ServerUri.of("wss://anna:secret@a/mqtt").toString());
    assertEquals("mqtt://[::1]:1883", ServerUri.of("mqtt://[::1]").toString());
  }
}
