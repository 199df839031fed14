package hearth.runtime.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "12",
        "-0.5e+10",
        "0",
        "1E9",
        "true",
        "null",
        "\"\"",
        "\"\\u00e4\\n ä\"",
        "{\"a\":[1,{\"b\":null}],\"a\":2}",
        "[[],[[]]]"
      })
  void jsonStaysAsItIs(String text) {
    assertArrayEquals(bytes(text), JsonText.compact(bytes(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "ON",
        "21.4 °C",
        "01",
        "1.",
        ".5",
        "-",
        "1e",
        "+1",
        "NaN",
        "tru",
        "True",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\",
        "\"\n\"",
        "{",
        "[",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{1:2}",
        "{\"a\":1,}",
        "[1 2]",
        "{} {}",
        "1,2",
        "'a'"
      })
  void whatIsNoJsonIsNone(String text) {
    assertNull(JsonText.compact(bytes(text)));
  }

  @Test
  void blanksBetweenTokensGo() {
    String spread = " {\n\t\"a b\" : [ 1 ,\r\n 2 ] }\n";
    assertEquals(
        "{\"a b\":[1,2]}", new String(JsonText.compact(bytes(spread)), StandardCharsets.UTF_8));
  }

  @Test
  void nestingHasALimit() {
    assertNotNull(JsonText.compact(bytes("[".repeat(1000) + "]".repeat(1000))));
    assertNull(JsonText.compact(bytes("[".repeat(100_000) + "]".repeat(100_000))));
  }

  @Test
  void bytesThatAreNoTextAreNone() {
    assertNull(JsonText.compact(new byte[] {'"', (byte) 0xFF, '"'}));
  }
}
