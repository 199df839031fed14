package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
  @ParameterizedTest
  @CsvSource({
    "pin, pin, 0",
    "pni, pin, 1",
    "PIN, pin, 0",
    "pins, pin, 1",
    "passwordfile, password_file, 1",
    "'', pin, 3"
  })
  void distanceCountsEdits(String from, String to, int expected) {
    assertEquals(expected, NearestWord.distance(from, to));
  }

  @Test
  void aWordFarFromAllIsNotGuessed() {
    assertEquals(Optional.empty(), NearestWord.of("colour", List.of("pin", "name", "active")));
  }
}
