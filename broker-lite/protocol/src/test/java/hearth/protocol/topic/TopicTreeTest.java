package hearth.protocol.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicTreeTest {
  private final TopicTree<String> tree = new TopicTree<>();

  @Test
  void aFilterHasManyValuesAndAValueManyFilters() {
    assertTrue(tree.add("home/+", "phone"));
    assertTrue(tree.add("home/+", "tablet"));
    assertFalse(tree.add("home/+", "phone"), "it is there");
    assertTrue(tree.add("home/#", "phone"));

    assertEquals(List.of("phone", "phone", "tablet"), matches("home/light"));
    assertEquals(3, tree.size());

    assertTrue(tree.remove("home/+", "phone"));
    assertFalse(tree.remove("home/+", "phone"), "it is gone");
    assertFalse(tree.remove("home/+", "watch"), "it was never there");
    assertFalse(tree.remove("home", "phone"), "the filter was never there");
    assertEquals(List.of("phone", "tablet"), matches("home/light"));
  }

  /** 4.7.1.2. */
  @Test
  void theMultiLevelWildcardMatchesTheParentToo() {
    tree.add("sport/tennis/#", "a");
    assertEquals(List.of("a"), matches("sport/tennis"));
    assertEquals(List.of("a"), matches("sport/tennis/player1/ranking"));
    assertEquals(List.of(), matches("sport"));
  }

  /** [MQTT-4.7.2-1]. */
  @Test
  void wildcardsDoNotMatchDollarsAtTheFirstLevel() {
    tree.add("#", "all");
    tree.add("+/monitor/Clients", "plus");
    assertEquals(List.of(), matches("$SYS/monitor/Clients"));
    tree.add("$SYS/#", "system");
    tree.add("$SYS/monitor/+", "monitor");
    assertEquals(List.of("monitor", "system"), matches("$SYS/monitor/Clients"));
    assertEquals(List.of("all"), matches("a/$SYS"));
  }

  /** [MQTT-4.7.3-4]: neither case nor accents nor spaces are equal. */
  @Test
  void levelsAreComparedByteForByte() {
    tree.add("ACCOUNTS", "upper");
    tree.add("Küche/ Licht", "umlaut");
    assertEquals(List.of(), matches("Accounts"));
    assertEquals(List.of("umlaut"), matches("Küche/ Licht"));
    assertEquals(List.of(), matches("Kuche/ Licht"));
  }

  /** The deepest topics there can be, where a recursion would overflow the stack. */
  @Test
  void topicsOf32768LevelsAreMatched() {
    String slashes = "/".repeat(32_767);
    String deep = "a" + "/a".repeat(32_766);
    tree.add(deep, "exact");
    tree.add("#", "all");
    tree.add("+" + "/+".repeat(32_766), "every level");
    tree.add("a/#", "below");
    for (int i = 1; i < 200; i++) {
      tree.add(deep.substring(0, i * 100 - 1) + "/#", "split");
    }
    assertEquals(203, matches(deep).size());
    assertEquals(List.of("all", "below", "split"), matches(deep.substring(0, 151)).subList(0, 3));
    tree.add(slashes, "empty");
    assertEquals(List.of("all", "empty"), matches(slashes));
  }

  /** Every branch of every level matches: the worst that filters can do to a name. */
  @Test
  void allCombinationsOfPlusAndALevelAreFound() {
    for (int bits = 0; bits < 1 << 12; bits++) {
      StringBuilder filter = new StringBuilder();
      for (int level = 0; level < 12; level++) {
        filter.append(level == 0 ? "" : "/").append((bits >> level & 1) == 0 ? "a" : "+");
      }
      tree.add(filter.toString(), "f" + bits);
    }
    assertEquals(4_096, matches("a/a/a/a/a/a/a/a/a/a/a/a").size());
    assertEquals(1, matches("b/b/b/b/b/b/b/b/b/b/b/b").size());
  }

  @Test
  void manyValuesOfOneFilterComeAndGo() {
    Random random = new Random(5);
    Set<String> expected = new HashSet<>();
    for (int step = 0; step < 20_000; step++) {
      String value = "client" + random.nextInt(500);
      if (random.nextInt(100) < (step / 4_000 % 2 == 0 ? 70 : 20)) {
        assertEquals(expected.add(value), tree.add("a/b", value));
      } else {
        assertEquals(expected.remove(value), tree.remove("a/b", value));
      }
    }
    assertEquals(expected.stream().sorted().toList(), matches("a/b"));
    assertEquals(expected.size(), tree.size());
  }

  @Test
  void anActionMayAskForMatchesItself() {
    tree.add("a/+", "a");
    tree.add("+/b", "b");
    List<String> found = new ArrayList<>();
    tree.forEachMatch(
        TopicName.of("a/b"), outer -> tree.forEachMatch(TopicName.of("a/b"), found::add));
    assertEquals(4, found.size());
  }

  private List<String> matches(String name) {
    List<String> found = new ArrayList<>();
    tree.forEachMatch(TopicName.of(name), found::add);
    found.sort(null);
    return found;
  }
}
