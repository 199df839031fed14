package hearth.protocol.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The two trees against the rule of section 4.7 as {@link TopicFilter#matches} spells it out, over
 * every name and filter of one to four levels from a small alphabet: empty levels, a level that
 * another begins with, dollars, wildcards everywhere. [MQTT-4.7.1-1] [MQTT-4.7.1-2] [MQTT-4.7.2-1]
 * [MQTT-4.7.3-4]
 */
class TopicMatchingTest {
  private static final List<String> LEVELS = List.of("", "a", "ab", "$a");
  private static final int DEEPEST = 4;

  private static final List<TopicName> NAMES = new ArrayList<>();
  private static final List<TopicFilter> FILTERS = new ArrayList<>();

  @BeforeAll
  static void makeAll() {
    for (String name : paths(LEVELS, DEEPEST)) {
      if (!name.isEmpty()) {
        NAMES.add(TopicName.of(name));
      }
    }
    List<String> withPlus = new ArrayList<>(LEVELS);
    withPlus.add("+");
    for (String filter : paths(withPlus, DEEPEST)) {
      if (!filter.isEmpty()) {
        FILTERS.add(TopicFilter.of(filter));
      }
    }
    FILTERS.add(TopicFilter.of("#"));
    for (String filter : paths(withPlus, DEEPEST - 1)) {
      FILTERS.add(TopicFilter.of(filter + "/#"));
    }
  }

  private static List<String> paths(List<String> levels, int deepest) {
    List<String> all = new ArrayList<>(levels);
    List<String> longest = levels;
    for (int depth = 2; depth <= deepest; depth++) {
      List<String> longer = new ArrayList<>();
      for (String path : longest) {
        for (String level : levels) {
          longer.add(path + "/" + level);
        }
      }
      all.addAll(longer);
      longest = longer;
    }
    return all;
  }

  @Test
  void aTreeOfAllFiltersFindsThoseThatMatch() {
    TopicTree<TopicFilter> tree = new TopicTree<>();
    for (TopicFilter filter : shuffled(FILTERS, 1)) {
      assertTrue(tree.add(filter.withoutShare(), filter));
    }
    assertEquals(FILTERS.size(), tree.size());
    for (TopicName name : NAMES) {
      assertMatches(tree, FILTERS, name);
    }
  }

  /** Growing and shrinking pass through every way of splitting and joining nodes. */
  @Test
  void aTreeOfSomeFiltersFindsThoseThatMatch() {
    Random random = new Random(2);
    TopicTree<TopicFilter> tree = new TopicTree<>();
    List<TopicFilter> held = new ArrayList<>();
    for (int step = 0; step < 6_000; step++) {
      boolean growing = step / 1_000 % 2 == 0;
      if (held.isEmpty() || random.nextInt(100) < (growing ? 60 : 20)) {
        TopicFilter filter = FILTERS.get(random.nextInt(FILTERS.size()));
        assertEquals(!held.contains(filter), tree.add(filter.withoutShare(), filter));
        if (!held.contains(filter)) {
          held.add(filter);
        }
      } else {
        TopicFilter filter = held.remove(random.nextInt(held.size()));
        assertTrue(tree.remove(filter.withoutShare(), filter));
        assertFalse(tree.remove(filter.withoutShare(), filter));
      }
      assertMatches(tree, held, NAMES.get(random.nextInt(NAMES.size())));
      assertEquals(held.size(), tree.size());
    }
    for (TopicFilter filter : held) {
      assertTrue(tree.remove(filter.withoutShare(), filter));
    }
    assertTrue(tree.isEmpty());
    NAMES.forEach(name -> assertMatches(tree, List.of(), name));
  }

  @Test
  void aMatcherMatchesWhatItsFilterDoes() {
    for (TopicFilter filter : FILTERS) {
      Predicate<TopicName> matcher = filter.matcher();
      for (TopicName name : NAMES) {
        assertEquals(matches(filter, name), matcher.test(name), () -> filter + " and " + name);
      }
    }
  }

  @Test
  void aMapOfAllNamesFindsThoseThatMatch() {
    TopicNameMap<String> map = new TopicNameMap<>();
    for (TopicName name : shuffled(NAMES, 3)) {
      assertNull(map.put(name, name.toString()));
    }
    assertEquals(NAMES.size(), map.size());
    for (TopicFilter filter : FILTERS) {
      assertMatches(map, NAMES, filter);
    }
    List<TopicName> seen = new ArrayList<>();
    map.forEach((name, value) -> seen.add(name));
    assertEquals(sorted(NAMES), sorted(seen));
  }

  @Test
  void aMapOfSomeNamesFindsThoseThatMatch() {
    Random random = new Random(4);
    TopicNameMap<String> map = new TopicNameMap<>();
    Set<TopicName> held = new TreeSet<>();
    for (int step = 0; step < 6_000; step++) {
      TopicName name = NAMES.get(random.nextInt(NAMES.size()));
      if (random.nextInt(100) < (step / 1_000 % 2 == 0 ? 60 : 30)) {
        assertEquals(held.add(name) ? null : name.toString(), map.put(name, name.toString()));
      } else {
        assertEquals(held.remove(name) ? name.toString() : null, map.remove(name));
      }
      assertEquals(held.contains(name) ? name.toString() : null, map.get(name));
      assertEquals(held.size(), map.size());
      if (step % 3 == 0) {
        assertMatches(map, held, FILTERS.get(random.nextInt(FILTERS.size())));
      }
    }
  }

  private static void assertMatches(
      TopicTree<TopicFilter> tree, List<TopicFilter> filters, TopicName name) {
    List<String> expected = new ArrayList<>();
    for (TopicFilter filter : filters) {
      if (matches(filter, name)) {
        expected.add(filter.toString());
      }
    }
    List<String> found = new ArrayList<>();
    tree.forEachMatch(name, filter -> found.add(filter.toString()));
    assertEquals(sorted(expected), sorted(found), "for " + name);
  }

  private static void assertMatches(
      TopicNameMap<String> map, Iterable<TopicName> names, TopicFilter filter) {
    List<String> expected = new ArrayList<>();
    for (TopicName name : names) {
      if (matches(filter, name)) {
        expected.add(name.toString());
      }
    }
    List<String> found = new ArrayList<>();
    map.forEachMatch(
        filter,
        (name, value) -> {
          assertEquals(name.toString(), value);
          found.add(value);
        });
    assertEquals(sorted(expected), sorted(found), "for " + filter);
  }

  private static <T> List<T> shuffled(List<T> list, long seed) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, new Random(seed));
    return copy;
  }

  private static <T extends Comparable<T>> List<T> sorted(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.sort(copy);
    return copy;
  }

  /** The rule of section 4.7, written to be read. */
  private static boolean matches(TopicFilter filter, TopicName topic) {
    String name = topic.toString();
    String text = filter.withoutShare();
    if (name.startsWith("$") && (text.startsWith("+") || text.startsWith("#"))) {
      return false; // [MQTT-4.7.2-1]
    }
    String[] wanted = text.split("/", -1);
    String[] levels = name.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true; // also the parent level: "sport/#" matches "sport"
      }
      if (i >= levels.length || (!wanted[i].equals("+") && !wanted[i].equals(levels[i]))) {
        return false;
      }
    }
    return wanted.length == levels.length;
  }
}
