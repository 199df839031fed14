package hearth.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForeignJsonTest {
  @Test
  void anObjectIsRead() {
    assertEquals(Map.of("a", List.of("b")), ForeignJson.read("{\"a\":[\"b\"]}"));
  }

  @Test
  void whatIsNoObjectIsNothing() {
    for (String text : List.of("", "[1]", "{\"a\":", "on", "{\"a\":1}}", "- {}")) {
      assertEquals(Map.of(), ForeignJson.read(text), text);
    }
  }

  /** Whoever may publish would take all memory with a megabyte, and at each start again. */
  @Test
  void veryManyPartsAreNotRead() {
    String many = "{\"nodes\":[" + "a,".repeat(500_000) + "a]}";
    assertEquals(Map.of(), ForeignJson.read(many));
    assertEquals(Map.of(), ForeignJson.read(many.substring(0, 100_000) + "]}"));
    assertEquals(Map.of(), ForeignJson.read("{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}"));
    assertEquals(Map.of(), ForeignJson.read("{\"a\":\"" + "b".repeat(600_000) + "\"}"));
    assertEquals(Map.of(), ForeignJson.read("{" + "\n".repeat(20_000) + "}"));
  }

  @Test
  void whatRefersToItselfIsNotRead() {
    assertEquals(Map.of(), ForeignJson.read("{a: &a [x], b: [*a, *a]}"));
  }
}
