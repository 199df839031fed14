package hearth.broker.journal;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.List;

/**
 * How durable the messages of a topic are. The first rule that matches decides.
 *
 * @param otherwise for topics without a rule, and for sessions and subscriptions
 */
public record DurabilityRules(List<Rule> rules, Mode otherwise) {
  /** What may be lost. */
  public enum Mode {
    /** An acknowledgement leaves after its record is on disk: nothing acknowledged is lost. */
    ALWAYS,
    /** On disk within the interval: what was acknowledged since may be lost. */
    INTERVAL,
    /** Only in memory: all is lost when the broker goes down. */
    OFF
  }

  /** One rule. */
  public record Rule(TopicFilter filter, Mode mode) {}

  public static final DurabilityRules ALWAYS = new DurabilityRules(List.of(), Mode.ALWAYS);

  public DurabilityRules {
    rules = List.copyOf(rules);
  }

  public Mode of(TopicName topic) {
    for (Rule rule : rules) {
      if (rule.filter().matches(topic)) {
        return rule.mode();
      }
    }
    return otherwise;
  }
}
