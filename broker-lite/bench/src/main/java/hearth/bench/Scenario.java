package hearth.bench;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The scenarios by name: each a row of the table. */
interface Scenario {
  /** Measures one broker. */
  void run(Subject subject, Result result) throws IOException, InterruptedException;

  /** All, in the order of the table. */
  static Map<String, Scenario> all() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("qos0-1-to-1", new LoadScenario(QoS.AT_MOST_ONCE, fan(1, 1), 2000));
    all.put("qos0-1-to-100", new LoadScenario(QoS.AT_MOST_ONCE, fan(1, 100), 100));
    all.put("qos0-1-to-1000", new LoadScenario(QoS.AT_MOST_ONCE, fan(1, 1000), 20));
    all.put("v5-1-to-100", new LoadScenario(QoS.AT_MOST_ONCE, fan(1, 100, MqttVersion.V5), 100));
    all.put("qos0-100-to-1", new LoadScenario(QoS.AT_MOST_ONCE, fan(100, 1), 50));
    all.put("qos1-1-to-100", new LoadScenario(QoS.AT_LEAST_ONCE, fan(1, 100), 100));
    all.put("qos1-100-to-1", new LoadScenario(QoS.AT_LEAST_ONCE, fan(100, 1), 10));
    all.put("qos2-100-pairs", new LoadScenario(QoS.EXACTLY_ONCE, pairs(100), 20));
    all.put("flood-1-to-10", new FloodScenario(fan(1, 10), 300_000));
    all.put("filters-12", new LoadScenario(QoS.AT_MOST_ONCE, filters(12), 1000));
    all.put("filters-1000", new LoadScenario(QoS.AT_MOST_ONCE, filters(1000), 1000));
    all.put("filters-100000", new LoadScenario(QoS.AT_MOST_ONCE, filters(100_000), 1000));
    all.put("readings-50", new RateScenario(fan(1, 3), 50));
    all.put("readings-2000", new RateScenario(fan(1, 5), 2000));
    all.put("offline-queue", new OfflineScenario(1000));
    all.put("idle", new IdleScenario());
    all.put("connections", new ConnectionsScenario(1500));
    all.put("retained", new RetainedScenario(100_000));
    return all;
  }

  /** Sets up the clients of a scenario. */
  interface Clients {
    Traffic connect(int port, QoS qos) throws IOException;
  }

  /** Every publisher to every subscriber. */
  private static Clients fan(int publishers, int subscribers) {
    return fan(publishers, subscribers, MqttVersion.V3_1_1);
  }

  private static Clients fan(int publishers, int subscribers, MqttVersion version) {
    return (port, qos) -> {
      Traffic traffic = new Traffic(port, publishers, 0, version);
      List<Integer> streams = IntStream.range(0, publishers).boxed().toList();
      String filter = publishers == 1 ? "bench/stream/0" : "bench/stream/+";
      for (int i = 0; i < subscribers; i++) {
        traffic.addSubscriber(qos, List.of(filter), streams);
      }
      for (int i = 0; i < publishers; i++) {
        traffic.addPublisher(qos, List.of(new Publisher.Target("bench/stream/" + i, i)));
      }
      return traffic;
    };
  }

  /** Each publisher to a subscriber of its own. */
  private static Clients pairs(int count) {
    return (port, qos) -> {
      Traffic traffic = new Traffic(port, count);
      for (int i = 0; i < count; i++) {
        traffic.addSubscriber(qos, List.of("bench/stream/" + i), List.of(i));
      }
      for (int i = 0; i < count; i++) {
        traffic.addPublisher(qos, List.of(new Publisher.Target("bench/stream/" + i, i)));
      }
      return traffic;
    };
  }

  /** Subscribers share so many wildcard filters; each of the topics matches one of them. */
  private static Clients filters(int count) {
    return (port, qos) -> {
      int subscribers = 10 + count / 1000; // brokers limit the subscriptions of one
      int topics = 1000;
      Traffic traffic = new Traffic(port, subscribers);
      for (int subscriber = 0; subscriber < subscribers; subscriber++) {
        List<String> filters = new ArrayList<>();
        for (int filter = subscriber; filter < count; filter += subscribers) {
          filters.add("bench/+/room" + filter + "/#");
        }
        traffic.addSubscriber(qos, filters, List.of(subscriber));
      }
      List<Publisher.Target> targets = new ArrayList<>();
      for (int i = 0; i < topics; i++) {
        // Spread over all filters.
        int filter = (int) ((long) i * count / topics) % count;
        String topic = "bench/house" + i + "/room" + filter + "/temperature";
        targets.add(new Publisher.Target(topic, filter % subscribers));
      }
      traffic.addPublisher(qos, targets);
      return traffic;
    };
  }
}
