package hearth.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class JsonWriterTest {
  @Test
  void commasStandBetweenAndNowhereElse() {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.name("list").beginArray().string("a").number(2).bool(true).nothing();
    json.beginObject().endObject().endArray();
    json.member("last", "");

    assertEquals("{\"list\":[\"a\",2,true,null,{}],\"last\":\"\"}", json.endObject().toString());
  }

  @Test
  void whatAStringMayNotHoldIsEscaped() {
    String text = "\"quoted\" \\ \n\r\t\b\f \u0001\u001f °C 🌡";

    String json = new JsonWriter(false).beginObject().member("text", text).endObject().toString();

    Object read = new Load(LoadSettings.builder().build()).loadFromString(json);
    assertEquals(Map.of("text", text), read);
  }

  @Test
  void prettyIsIndented() {
    JsonWriter json = new JsonWriter(true).beginObject();
    json.name("in").beginObject().name("side").number(1).endObject();

    assertEquals("{\n\t\"in\":\t{\n\t\t\"side\":\t1\n\t}\n}", json.endObject().toString());
  }
}
