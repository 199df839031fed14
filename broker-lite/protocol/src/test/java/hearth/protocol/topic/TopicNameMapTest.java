package hearth.protocol.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicNameMapTest {
  private final TopicNameMap<String> map = new TopicNameMap<>();

  @Test
  void aNameHasOneValue() {
    TopicName name = TopicName.of("home/light");
    assertNull(map.get(name));
    assertNull(map.put(name, "ON"));
    assertEquals("ON", map.put(name, "OFF"));
    assertEquals("OFF", map.get(name));
    assertNull(map.get(TopicName.of("home")));
    assertNull(map.get(TopicName.of("home/light/a")));
    assertEquals(1, map.size());
    assertEquals("OFF", map.remove(name));
    assertNull(map.remove(name));
    assertEquals(0, map.size());
  }

  @Test
  void theFilterOfASharedSubscriptionMatchesWithoutItsName() {
    put("a/b");
    assertEquals(List.of("a/b"), matches("$share/group/a/+"));
    assertEquals(List.of("a/b"), matches("$share/group/a/b"));
  }

  /** [MQTT-4.7.2-1]. */
  @Test
  void wildcardsDoNotMatchDollarsAtTheFirstLevel() {
    put("$SYS/uptime");
    put("a/$SYS");
    assertEquals(List.of("a/$SYS"), matches("#"));
    assertEquals(List.of("a/$SYS"), matches("+/#"));
    assertEquals(List.of(), matches("+/uptime"));
    assertEquals(List.of("$SYS/uptime"), matches("$SYS/#"));
    List<String> all = new ArrayList<>();
    map.forEach((name, value) -> all.add(value));
    assertEquals(2, all.size());
  }

  @Test
  void topicsOf32768LevelsAreMatched() {
    String deep = "a" + "/a".repeat(32_766);
    put(deep);
    for (int i = 1; i < 200; i++) {
      put(deep.substring(0, i * 100 - 1));
    }
    put("/".repeat(65_535));
    assertEquals(201, matches("#").size());
    assertEquals(200, matches("a/#").size());
    assertEquals(List.of(deep), matches("+" + "/+".repeat(32_766)));
    assertEquals(List.of("/".repeat(65_535)), matches("/+/#"));
  }

  private void put(String name) {
    map.put(TopicName.of(name), name);
  }

  private List<String> matches(String filter) {
    List<String> found = new ArrayList<>();
    map.forEachMatch(
        TopicFilter.of(filter),
        (name, value) -> {
          assertEquals(value, name.toString());
          found.add(value);
        });
    return found;
  }
}
