package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random rules for one user, against Mosquitto's rule written down plainly. */
class AccessReferenceTest {
  private static final int FILES = 100;

  private final Random random = new Random(5);

  private AccessRule randomRule(int line) {
    Access access = Access.values()[random.nextInt(4)];
    TopicFilter filter =
        TopicFiltersTest.FILTERS.get(random.nextInt(TopicFiltersTest.FILTERS.size()));
    return AccessRule.of("acl:" + line, access + " " + filter, access, filter.toString());
  }

  private List<AccessRule> randomRules(int maximum) {
    return random.ints(random.nextInt(maximum + 1), 1, 1000).mapToObj(this::randomRule).toList();
  }

  /** The lists one after the other, the denials of each first; null where nothing matches. */
  private static AccessRule deciding(
      List<AccessRule> topics, List<AccessRule> patterns, TopicName name, boolean write) {
    for (List<AccessRule> list : List.of(topics, patterns)) {
      for (boolean denials : new boolean[] {true, false}) {
        for (AccessRule rule : list) {
          boolean concerned =
              denials ? rule.isDenial() : write ? rule.access().write() : rule.access().read();
          if (concerned && TopicFilter.of(rule.filter()).matches(name)) {
            return rule;
          }
        }
      }
    }
    return null;
  }

  @Test
  void decidesAsThePlainRule() {
    for (int i = 0; i < FILES; i++) {
      List<AccessRule> topics = randomRules(6);
      List<AccessRule> patterns = randomRules(6);
      Map<String, List<AccessRule>> users = new HashMap<>(Map.of("anna", topics));
      ClientPermissions anna =
          new AccessControl("acl", users, patterns, List.of()).permissions("anna", "client");
      for (TopicName name : TopicFiltersTest.NAMES) {
        for (boolean write : new boolean[] {true, false}) {
          AccessRule rule = deciding(topics, patterns, name, write);
          Verdict verdict = write ? anna.mayPublish(name) : anna.mayReceive(name);
          assertEquals(
              rule == null ? new Verdict(false, "no rule in acl allows it") : rule.verdict(),
              verdict,
              () -> topics + " " + patterns + " " + name);
        }
      }
    }
  }

  @Test
  void refusesNoSubscriptionOfWhichAnythingCouldBeDelivered() {
    for (int i = 0; i < FILES / 2; i++) {
      List<AccessRule> topics = randomRules(6);
      ClientPermissions anna =
          new AccessControl("acl", new HashMap<>(Map.of("anna", topics)), List.of(), List.of())
              .permissions("anna", "client");
      for (TopicFilter filter : TopicFiltersTest.FILTERS) {
        if (!anna.maySubscribe(filter).allowed()) {
          for (TopicName name : TopicFiltersTest.NAMES) {
            boolean delivered = filter.matches(name) && anna.mayReceive(name).allowed();
            assertEquals(false, delivered, () -> topics + " " + filter + " " + name);
          }
        }
      }
    }
  }
}
