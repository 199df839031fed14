package hearth.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonMemberTest {
  private static String of(String json, String name) {
    byte[] found = JsonMember.of(json.getBytes(StandardCharsets.UTF_8), name);
    return found == null ? null : new String(found, StandardCharsets.UTF_8);
  }

  @Test
  void membersOfTheOutermostObject() {
    String json =
        " { \"a\" : 1.5 , \"o\":{\"b\":2,\"x\":[\"}\"]}, \"l\":[{\"b\":3},4],\"s\":\"w \\\" x\","
            + "\"t\":\"warm\",\"b\" : -7e2,\"n\":null}";
    assertEquals("1.5", of(json, "a"));
    assertEquals("-7e2", of(json, "b"));
    assertEquals("warm", of(json, "t"));
    assertEquals("null", of(json, "n"));
    for (String none : List.of("o", "l", "s", "x", "", "missing")) {
      assertNull(of(json, none), none);
    }
  }

  @Test
  void whatIsNoJsonHasNone() {
    for (String json :
        List.of("", "1", "{", "{\"a", "{\"a\"", "{\"a\":", "[]", "{a:1}", "\"", "{\"\\")) {
      assertNull(of(json, "b"), json);
    }
  }

  @Test
  void anyBytesAreReadToTheirEnd() {
    Random random = new Random(1);
    String letters = "{}[]\",:\\ab1 ";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("{");
      for (int length = random.nextInt(30); length > 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      of(text.toString(), "a");
    }
  }
}
