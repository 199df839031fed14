package hearth.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStringsTest {
  @Test
  void membersAreReadAsTheyWereWritten() {
    String text = "a: \"b\\\"\n\t\u0001 \uD83C\uDFE0 {[,:";
    String json = new JsonWriter(false).beginObject().member("text", text).endObject().toString();

    assertEquals(Map.of("text", text), JsonStrings.of(json));
    assertEquals(
        Map.of("key", "é/", "text", ""),
        JsonStrings.of(" { \"key\" : \"\\u00e9\\/\" , \"text\":\"\" } "));
    assertEquals(Map.of(), JsonStrings.of("{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"a\"}",
        "{\"a\":1}",
        "{\"a\":\"b\"",
        "{\"a\":\"b}",
        "{\"a\":\"b\",}",
        "{\"a\":\"b\"}}",
        "{\"a\":\"b\",\"a\":\"c\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\",
        "{\"a\":{\"b\":\"c\"}}",
        "{\"a\":\"line\nend\"}"
      })
  void anythingElseIsNone(String json) {
    assertNull(JsonStrings.of(json));
  }
}
