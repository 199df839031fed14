package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkAddressTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:1883, localhost, 1883",
    "0.0.0.0:0, 0.0.0.0, 0",
    "broker.example:65535, broker.example, 65535",
    "[::1]:8883, ::1, 8883",
    "[fe80::1%eth0]:1883, fe80::1%eth0, 1883",
  })
  void hostAndPortAreTakenApart(String text, String host, int port) {
    assertEquals(new NetworkAddress(host, port), NetworkAddress.of(text));
    assertEquals(text, NetworkAddress.of(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1883",
        ":1883",
        "[]:1883",
        "::1:1883",
        "a:b:1883",
        "[::1:1883",
        "::1]:1883",
        "[::1]",
        "host:",
        "host:-1",
        "host:65536",
        "host:99999999999",
        "host:18a3",
        "host: 1883"
      })
  void anythingElseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> NetworkAddress.of(text));
  }
}
