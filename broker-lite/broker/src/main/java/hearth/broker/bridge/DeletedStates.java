package hearth.broker.bridge;

import hearth.protocol.topic.TopicName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Topics of which what was retained is deleted at home, and which servers have heard that: in some
 * clusters each keeps what is retained by itself (RabbitMQ), and a deletion of QoS 0 that finds no
 * link waits nowhere. The newest so many, in memory.
 *
 * <pre>
 *   deleted --link there, queue empty--> sent with QoS 0 --2 pings answered--> heard by this server
 *              ▲                               │
 *              └────────── link broken ────────┘
 * </pre>
 */
final class DeletedStates {
  private static final int MAX = 1000;

  /** Of names: whoever may publish can delete what never was. */
  private static final int MAX_BYTES = 64 << 10;

  /** The first that is answered may have been sent before the message. */
  private static final int PROVING_PINGS = 2;

  private final Map<TopicName, Set<String>> heardBy = new LinkedHashMap<>();

  /** Of their names. */
  private long bytes;

  /** Sent with QoS 0, and perhaps lost. */
  private final Set<TopicName> unproven = new HashSet<>();

  private int pingsToProve;

  /** Nobody was told of it yet. */
  void deleted(TopicName topic) {
    forget(topic);
    put(topic);
  }

  /** It has gone to this server with QoS 1 or 2: that ends with an answer, or it goes again. */
  void sent(TopicName topic, String server) {
    deleted(topic);
    heardBy.computeIfPresent(topic, (of, all) -> with(all, server));
  }

  /** It has gone with QoS 0. */
  void sentOnce(TopicName topic) {
    if (heardBy.containsKey(topic)) {
      unproven.add(topic);
      pingsToProve = PROVING_PINGS;
    }
  }

  /** The server has answered a ping. */
  void pingAnswered(String server) {
    pingsToProve = Math.max(0, pingsToProve - 1);
    if (pingsToProve == 0) {
      unproven.forEach(each -> heardBy.computeIfPresent(each, (topic, all) -> with(all, server)));
      unproven.clear();
    }
  }

  private static Set<String> with(Set<String> all, String one) {
    all.add(one);
    return all;
  }

  void disconnected() {
    unproven.clear();
  }

  private void put(TopicName topic) {
    heardBy.put(topic, new HashSet<>());
    bytes += topic.utf8().length;
    while (heardBy.size() > MAX || bytes > MAX_BYTES) {
      forget(heardBy.keySet().iterator().next());
    }
  }

  /** It is retained again, or newer ones need the room. */
  void forget(TopicName topic) {
    unproven.remove(topic);
    if (heardBy.remove(topic) != null) {
      bytes -= topic.utf8().length;
    }
  }

  /** What this server is to hear. */
  List<TopicName> toSend(String server) {
    return heardBy.entrySet().stream()
        .filter(each -> !each.getValue().contains(server) && !unproven.contains(each.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
