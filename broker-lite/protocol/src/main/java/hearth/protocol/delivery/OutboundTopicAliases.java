package hearth.protocol.delivery;

import hearth.protocol.topic.TopicName;
import java.util.HashMap;
import java.util.Map;

/**
 * The Topic Aliases that this side has set on one connection (3.3.2.3.4). When all are in use, a
 * new topic takes the alias of one that was not sent since the last round. One thread's.
 */
public final class OutboundTopicAliases {
  /** A topic that has an alias. */
  private static final class Entry {
    final TopicName topic;
    final int alias;
    boolean wasUsed;

    Entry(TopicName topic, int alias) {
      this.topic = topic;
      this.alias = alias;
    }
  }

  private final int maximum;
  private Map<TopicName, Entry> byTopic;
  private Entry[] byAlias;
  private int hand;

  /**
   * None yet.
   *
   * @param maximum the Topic Alias Maximum that the other side announced, 0 to 65535
   *     [MQTT-3.1.2-26] [MQTT-3.2.2-17]; a smaller one spares both sides memory
   */
  public OutboundTopicAliases(int maximum) {
    this.maximum = maximum;
  }

  /** The alias that the other side knows for the topic, 1 to 65535, or 0 where it knows none. */
  public int alias(TopicName topic) {
    Entry entry = byTopic == null ? null : byTopic.get(topic);
    if (entry == null) {
      return 0;
    }
    entry.wasUsed = true;
    return entry.alias;
  }

  /**
   * Gives an alias to a topic that has none. The next PUBLISH must carry both.
   *
   * @return 1 to 65535, or 0 where the other side takes no aliases [MQTT-3.1.2-27]
   */
  public int assign(TopicName topic) {
    if (maximum == 0) {
      return 0;
    }
    if (byTopic == null) {
      byTopic = new HashMap<>();
      byAlias = new Entry[maximum];
    }
    while (byAlias[hand] != null && byAlias[hand].wasUsed) {
      byAlias[hand].wasUsed = false;
      hand = (hand + 1) % maximum;
    }
    if (byAlias[hand] != null) {
      byTopic.remove(byAlias[hand].topic);
    }
    Entry entry = new Entry(topic, hand + 1);
    byAlias[hand] = entry;
    byTopic.put(topic, entry);
    hand = (hand + 1) % maximum;
    return entry.alias;
  }
}
