package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHostTest {
  private final HttpHost host = new HttpHost(List.of("localhost", "Hearth", "hearth.local"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "hearth",
        "hearth.local",
        "Hearth.Local.:8080",
        "192.168.1.20",
        "192.168.1.20:80",
        "[fd00::1]",
        "[::1]:8080",
        "[::ffff:192.168.1.20]:1"
      })
  void knowsAddressesAndItsNames(String field) {
    assertTrue(host.isOurs(field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "attacker.example",
        "hearth.attacker.example",
        "hearth.local.attacker.example:8080",
        "192.168.1.20.attacker.example",
        "attacker.example:192.168.1.20",
        "3232235796",
        "0x7f.1",
        "localhost..",
        "localhost:",
        "localhost:123456",
        "localhost:8080:8080",
        "localhost, attacker.example",
        "localhost; script-src *",
        "localhost'",
        "user@localhost",
        "[::1",
        "[::1]x",
        "[fe80::1%25eth0]",
        "localhost/",
        "localhost\t",
        "h\u00e9arth",
        "\u212Aearth"
      })
  void knowsNothingElse(String field) {
    assertFalse(host.isOurs(field));
  }
}
