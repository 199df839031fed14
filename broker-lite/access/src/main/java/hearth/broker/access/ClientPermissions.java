package hearth.broker.access;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.function.Predicate;

/**
 * What one client may do, asked for every message it sends and gets: answers make no garbage. Made
 * by {@link AccessControl#permissions}; on one thread.
 */
public final class ClientPermissions {
  /** Up to here, asking the rules one by one is as fast as remembering. */
  private static final int FEW_RULES = 8;

  private static final Verdict NOT_NAMED =
      new Verdict(false, "only a rule that names this topic, without wildcards, allows it");

  private final ClientRule[] rules;
  private final Verdict otherwise;
  private final int memory;
  private final VerdictMemory verdicts;
  private final int published;
  private final int received;

  /**
   * @param rules as they are asked: the first that matches and concerns the access decides
   * @param otherwise the verdict where none does
   * @param memory what exists for this client alone, in bytes
   * @param verdicts remembers them, of all clients
   */
  ClientPermissions(ClientRule[] rules, Verdict otherwise, int memory, VerdictMemory verdicts) {
    this.rules = rules;
    this.otherwise = otherwise;
    this.memory = memory;
    this.verdicts = verdicts;
    this.published = verdicts.newClient();
    this.received = verdicts.newClient();
  }

  /** What exists for this client alone, about, in bytes: rules with its names put in. */
  public int memory() {
    return memory;
  }

  /** Whether it may publish to this name, also as its Will Message. */
  public Verdict mayPublish(TopicName name) {
    Verdict reserved = ReservedTopics.refusal(name);
    if (reserved != null) {
      return reserved;
    }
    if (ReservedTopics.isSessionRemoval(name)) {
      return byName(name);
    }
    return verdict(name, published, Access::write);
  }

  /** Whether a message of this name may be delivered to it. */
  public Verdict mayReceive(TopicName name) {
    return verdict(name, received, Access::read);
  }

  /** The rules in the order in which they are asked, in the file's words, in one line. */
  public String inWords() {
    StringBuilder words = new StringBuilder();
    for (ClientRule rule : rules) {
      words.append(words.isEmpty() ? "" : ", ").append(rule.access().word());
      words.append(' ').append(rule.filter());
    }
    return words.isEmpty() ? "nothing" : words.toString();
  }

  private Verdict verdict(TopicName name, int kind, Predicate<Access> concerns) {
    if (rules.length <= FEW_RULES) {
      return firstMatch(name, concerns);
    }
    Verdict verdict = verdicts.get(kind, name);
    if (verdict == null) {
      verdict = firstMatch(name, concerns);
      verdicts.put(kind, name, verdict);
    }
    return verdict;
  }

  private Verdict firstMatch(TopicName name, Predicate<Access> concerns) {
    for (ClientRule rule : rules) {
      boolean counts = rule.rule().isDenial() || concerns.test(rule.access());
      if (counts && rule.matches(name.utf8())) {
        return rule.verdict();
      }
    }
    return otherwise;
  }

  /** Of what no wildcard allows: {@code topic $SYS/#} was written to read there. */
  private Verdict byName(TopicName name) {
    String text = name.toString();
    for (ClientRule rule : rules) {
      boolean allows = rule.access().write() && rule.filter().equals(text);
      if (allows || (rule.rule().isDenial() && rule.matches(name.utf8()))) {
        return rule.verdict();
      }
    }
    return otherwise.allowed() ? otherwise : NOT_NAMED;
  }

  /**
   * Whether it may subscribe: whether any message of the filter could be delivered to it. A filter
   * wider than what it may read is granted, and {@link #mayReceive} sorts out the messages, so that
   * an app that subscribes to {@code #} works. (Mosquitto grants every subscription; a client whose
   * subscription is hopeless is better told so.)
   */
  public Verdict maySubscribe(TopicFilter filter) {
    Verdict denial = null;
    for (int i = 0; i < rules.length; i++) {
      String common = TopicFilters.intersection(filter.withoutShare(), rules[i].filter());
      if (common != null && rules[i].access().read()) {
        ClientRule deniedBy = denialOf(common, i);
        if (deniedBy == null) {
          return rules[i].verdict();
        }
        denial = denial == null ? deniedBy.verdict() : denial;
      }
    }
    return denial == null ? otherwise : denial;
  }

  /** The rule before this one that denies all of the filter, or null. */
  private ClientRule denialOf(String filter, int before) {
    for (int i = 0; i < before; i++) {
      if (rules[i].rule().isDenial() && TopicFilters.contains(rules[i].filter(), filter)) {
        return rules[i];
      }
    }
    return null;
  }
}
