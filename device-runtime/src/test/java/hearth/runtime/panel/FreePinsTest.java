package hearth.runtime.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.ConfigTxt;
import hearth.runtime.config.Configuration;
import hearth.runtime.json.ForeignJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FreePinsTest {
  private static Map<Object, Map<?, ?>> pins(String things) throws Exception {
    Configuration home =
        Configuration.parse(
            "test", "device: {topic: home, states: states}\n" + things, Path.of("."));
    Map<Object, Map<?, ?>> found = new TreeMap<>();
    Map<?, ?> read = ForeignJson.read(new FreePins(ConfigTxt.unknown()).of(home));
    for (Object each : (List<?>) read.get("pins")) {
      found.put(((Map<?, ?>) each).get("gpio"), (Map<?, ?>) each);
    }
    return found;
  }

  @Test
  void whatIsTakenOrDangerousIsNotOffered() throws Exception {
    Map<Object, Map<?, ?>> pins = pins("lights: [{name: light, pin: 17}]");

    assertFalse(pins.containsKey(17), "it has the light");
    assertFalse(pins.containsKey(0), "the Pi drives it at start-up");
    assertEquals(13, pins.get(27).get("pin"));
  }

  @Test
  void aBusTakesItsPins() throws Exception {
    assertTrue(pins("").containsKey(4));
    assertFalse(pins("sensors: [{kind: ds18b20, name: t}]").containsKey(4));
  }

  @Test
  void aPinIsOfferedForTheLevelThatItsPullMeansOff() throws Exception {
    Map<Object, Map<?, ?>> pins = pins("");

    assertEquals(List.of("low"), pins.get(5).get("active"), "pulled up at boot");
    assertEquals(List.of("high"), pins.get(27).get("active"), "pulled down at boot");
    assertEquals(
        List.of("light", "switch", "fan", "button", "binary_sensor", "dht22", "dht11"),
        pins.get(27).get("suits"));
  }
}
