package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({"500ms, 500", "10s, 10000", "1.5min, 90000", "' 2 h ', 7200000", "1d, 86400000"})
  void aTimeIsANumberAndItsUnit(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), Values.duration(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10 | the unit is missing; perhaps 10s is meant",
        "10 parsecs | the units are ms, s, min, h and d",
        "s | it is not a number with a unit",
        ".5s | it is not a number with a unit",
        "1.s | it is not a number with a unit",
        "1.2.3s | it is not a number with a unit",
        "-1s | it is not a number with a unit",
        "1e3s | it is not a number with a unit",
        "10s! | it is not a number with a unit",
        "'' | it is not a number with a unit",
      })
  void whatIsNoTimeIsTold(String text, String why) {
    IllegalArgumentException told =
        assertThrows(IllegalArgumentException.class, () -> Values.duration(text));

    assertTrue(told.getMessage().contains(why), told.getMessage());
  }
}
