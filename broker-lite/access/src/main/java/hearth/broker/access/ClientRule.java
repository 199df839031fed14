package hearth.broker.access;

import hearth.protocol.topic.TopicFilter;
import java.nio.charset.StandardCharsets;

/** A rule as it counts for a client. Immutable; asking it makes no garbage. */
final class ClientRule {
  private static final int OVERHEAD = 80;

  private final AccessRule rule;
  private final String filter;
  private final byte[] utf8;

  /**
   * @param filter a valid Topic Filter: the rule's, with the client's names put in
   */
  ClientRule(AccessRule rule, String filter) {
    this.rule = rule;
    this.filter = filter;
    this.utf8 = filter.getBytes(StandardCharsets.UTF_8);
  }

  /** What it takes where it is one client's, about, in bytes. */
  int memory() {
    return OVERHEAD + filter.length() + utf8.length;
  }

  /** The rule as it stands in the file, good for all clients. */
  static ClientRule ofAll(AccessRule rule) {
    return new ClientRule(rule, rule.filter());
  }

  AccessRule rule() {
    return rule;
  }

  Access access() {
    return rule.access();
  }

  String filter() {
    return filter;
  }

  Verdict verdict() {
    return rule.verdict();
  }

  /** Whether it is about a Topic Name of these bytes. */
  boolean matches(byte[] name) {
    return TopicFilter.matches(utf8, name);
  }
}
