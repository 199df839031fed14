package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every filter and name of up to three levels of a small alphabet, against the plain rule. */
class TopicFiltersTest {
  /** {@code z} stands in no filter: what only {@code +} matches. */
  static final List<TopicName> NAMES =
      paths(List.of("a", "b", "", "$x", "z"), 4).stream()
          .filter(text -> !text.isEmpty())
          .map(TopicName::of)
          .toList();

  static final List<TopicFilter> FILTERS =
      paths(List.of("a", "b", "", "$x", "+", "#"), 3).stream()
          .filter(text -> !text.isEmpty() && !text.contains("#/"))
          .map(TopicFilter::of)
          .toList();

  private final Map<String, BitSet> matched = new HashMap<>();

  private static List<String> paths(List<String> alphabet, int maximumLevels) {
    List<String> all = new ArrayList<>(alphabet);
    List<String> longest = alphabet;
    for (int level = 1; level < maximumLevels; level++) {
      List<String> shorter = longest;
      longest =
          shorter.stream()
              .flatMap(path -> alphabet.stream().map(next -> path + "/" + next))
              .toList();
      all.addAll(longest);
    }
    return all;
  }

  @Test
  void aRuleMatchesAsItsFilterDoes() {
    for (TopicFilter filter : FILTERS) {
      ClientRule rule =
          new ClientRule(AccessRule.of("acl:1", "", Access.READ, ""), filter.toString());
      for (TopicName name : NAMES) {
        assertEquals(filter.matches(name), rule.matches(name.utf8()), filter + " and " + name);
      }
    }
  }

  @Test
  void theIntersectionMatchesWhatBothMatch() {
    for (TopicFilter left : FILTERS) {
      for (TopicFilter right : FILTERS) {
        String both = TopicFilters.intersection(left.toString(), right.toString());
        BitSet expected = (BitSet) matched(left.toString()).clone();
        expected.and(matched(right.toString()));
        assertEquals(
            expected,
            both == null ? new BitSet() : matched(both),
            () -> left + " and " + right + " give " + both);
      }
    }
  }

  @Test
  void aFilterContainsAnotherThatMatchesNothingElse() {
    for (TopicFilter outer : FILTERS) {
      for (TopicFilter inner : FILTERS) {
        BitSet outside = (BitSet) matched(inner.toString()).clone();
        outside.andNot(matched(outer.toString()));
        assertEquals(
            outside.isEmpty(),
            TopicFilters.contains(outer.toString(), inner.toString()),
            () -> outer + " contains " + inner);
      }
    }
  }

  /** Which of the names match. */
  private BitSet matched(String filter) {
    return matched.computeIfAbsent(
        filter,
        text -> {
          BitSet bits = new BitSet();
          TopicFilter parsed = TopicFilter.of(text);
          for (int i = 0; i < NAMES.size(); i++) {
            bits.set(i, parsed.matches(NAMES.get(i)));
          }
          return bits;
        });
  }
}
