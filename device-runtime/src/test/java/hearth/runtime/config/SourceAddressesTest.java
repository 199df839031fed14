package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from 127.0.0.1 | 127.0.0.1 | true",
        "from 127.0.0.1 | 127.0.0.2 | false",
        "from 127.0.0.1 | 0:0:0:0:0:0:0:1 | false",
        "from 127.0.0.1, ::1 | 0:0:0:0:0:0:0:1 | true",
        "from 172.16.0.0/12 | 172.31.255.255 | true",
        "from 172.16.0.0/12 | 172.32.0.0 | false",
        "from fd00::/8 ::1 | fd12:0:0:0:0:0:0:1 | true",
        "from 0.0.0.0/0 | in-process | false"
      })
  void areAddressesAndWhatBeginsAlike(String text, String host, boolean trusted) {
    assertEquals(trusted, SourceAddresses.of(text).contains(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "from", "127.0.0.1", "from proxy.local", "from 1.2.3.4/33", "from 1.2.3/8"})
  void nothingElseIsTaken(String text) {
    assertThrows(IllegalArgumentException.class, () -> SourceAddresses.of(text));
  }
}
