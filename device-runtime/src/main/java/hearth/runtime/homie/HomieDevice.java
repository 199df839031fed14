package hearth.runtime.homie;

import hearth.drivers.output.StateStore;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.json.ForeignJson;
import hearth.runtime.thing.StatePublisher;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The device in Homie: hears what things publish, and says the same there. What an earlier run had
 * and this one has not is removed. On the loop's thread.
 *
 * <pre>
 *   connected     $state init, $description, all values; then $state ready
 *   lost          $state lost, by the Will
 * </pre>
 */
public final class HomieDevice {
  /** The states that it says itself; the link says ready, lost and disconnected. */
  public static final String INIT = "init";

  public static final String READY = "ready";
  public static final String LOST = "lost";
  public static final String DISCONNECTED = "disconnected";

  private static final String ID = "[a-z0-9-]+";

  private final String base;
  private final StatePublisher homie;
  private final Map<String, String> values = new LinkedHashMap<>();
  // What things have published last, as they said it.
  private final Map<TopicName, String> last = new HashMap<>();

  private final DescriptionVersion version;

  private Description description;
  private Map<TopicName, NodeProperty> bySource = Map.of();
  private Map<TopicName, Node> byProblem = Map.of();

  /**
   * A device, nothing of it said.
   *
   * @param homie its own connection
   * @param states keeps the version of the description
   * @param wallTime makes one where none is kept
   */
  public HomieDevice(
      Configuration configuration,
      StatePublisher homie,
      StateStore states,
      Supplier<Instant> wallTime) {
    this.version = new DescriptionVersion(states, wallTime);
    this.base = Description.topicOf(configuration.device());
    this.homie = homie;
    describe(configuration);
  }

  private void describe(Configuration configuration) {
    description = new Description(configuration);
    bySource = description.bySource();
    byProblem = description.byProblem();
  }

  /** Where its state stands, retained. */
  public static TopicName stateTopicOf(Configuration configuration) {
    return TopicName.of(Description.topicOf(configuration.device()) + "/$state");
  }

  /** Where all of it stands: a Topic Filter. */
  public static String filterOf(Configuration configuration) {
    return Description.topicOf(configuration.device()) + "/#";
  }

  /** Where its description stands, retained. */
  public TopicName descriptionTopic() {
    return at("$description");
  }

  private TopicName at(String levels) {
    return TopicName.of(base + "/" + levels);
  }

  /** What can be set: the topics, and for each the command topic of the thing behind it. */
  public Map<TopicName, TopicName> settable() {
    Map<TopicName, TopicName> found = new HashMap<>();
    for (NodeProperty property : bySource.values()) {
      if (property.command() != null) {
        found.put(at(property.topic() + "/set"), property.command());
      }
    }
    return found;
  }

  /** What the thing makes of a payload that came on a topic to be set; null for none. */
  public String commandOf(TopicName topic, String payload) {
    for (NodeProperty property : bySource.values()) {
      if (topic.toString().equals(base + "/" + property.topic() + "/set")) {
        return property.fromHomie(payload);
      }
    }
    return null;
  }

  /** The same outlet; what goes there is said in Homie, too. */
  public StatePublisher over(StatePublisher outlet) {
    return new StatePublisher() {
      @Override
      public CompletableFuture<?> publishRetained(TopicName topic, String payload) {
        heard(topic, payload);
        return outlet.publishRetained(topic, payload);
      }

      @Override
      public void publishReading(TopicName topic, String value) {
        heard(topic, value);
        outlet.publishReading(topic, value);
      }

      @Override
      public void publishEvent(TopicName topic, String payload) {
        NodeProperty property = bySource.get(topic);
        if (property != null) {
          homie.publishEvent(at(property.topic()), payload);
        }
        outlet.publishEvent(topic, payload);
      }
    };
  }

  private void heard(TopicName topic, String payload) {
    NodeProperty property = bySource.get(topic);
    Node troubled = byProblem.get(topic);
    if (property != null && !payload.isEmpty()) {
      last.put(topic, payload);
      say(property);
      description.zeroWhileOffBeside(topic).forEach(this::say);
    } else if (troubled != null) {
      say(alertOf(troubled.id()), payload);
    }
  }

  private void say(NodeProperty property) {
    String value = last.get(property.source());
    String state = last.get(property.state().topic());
    if (value != null) {
      boolean isZero = property.isZeroWhileOff() && state != null && property.isOff(state);
      say(property.topic(), isZero ? "0" : property.toHomie(value));
    }
  }

  private void say(String topic, String payload) {
    String before = values.put(topic, payload);
    if (!payload.isEmpty() || (before != null && !before.isEmpty())) {
      homie.publishRetained(at(topic), payload);
    }
  }

  /** A connection stands: says all but that it is ready. */
  public void connected() {
    homie.publishRetained(at("$state"), INIT);
    homie.publishRetained(
        descriptionTopic(), description.document(version.of(description.fingerprint())));
    values.forEach(
        (topic, payload) -> {
          if (!payload.isEmpty()) {
            homie.publishRetained(at(topic), payload);
          }
        });
  }

  /** The broker has handed out the description that it kept. */
  public void onDescription(String payload, boolean retained) {
    if (retained) {
      Set<String> gone = topicsOf(payload);
      gone.removeAll(ownTopics());
      remove(gone);
    }
  }

  /** Things have come or gone. */
  public void changed(Configuration configuration) {
    Set<String> gone = ownTopics();
    describe(configuration);
    gone.removeAll(ownTopics());
    connected();
    remove(gone);
    homie.publishRetained(at("$state"), READY);
  }

  private Set<String> ownTopics() {
    Set<String> topics = new LinkedHashSet<>();
    for (Node node : description.nodes()) {
      topics.add(alertOf(node.id()));
      node.properties().forEach(property -> topics.add(property.topic()));
    }
    return topics;
  }

  private static String alertOf(String node) {
    return "$alert/" + node;
  }

  private void remove(Set<String> gone) {
    for (String topic : gone) {
      values.remove(topic);
      homie.publishRetained(at(topic), "");
    }
  }

  /** The topics of the properties and alerts of a description; none where it is none. */
  private static Set<String> topicsOf(String payload) {
    Set<String> found = new LinkedHashSet<>();
    if (ForeignJson.read(payload).get("nodes") instanceof Map<?, ?> nodes) {
      nodes.forEach((node, value) -> addTopics(node, value, found));
    }
    return found;
  }

  private static void addTopics(Object node, Object value, Set<String> found) {
    if (!String.valueOf(node).matches(ID)) {
      return;
    }
    found.add(alertOf(node.toString()));
    if (value instanceof Map<?, ?> keys && keys.get("properties") instanceof Map<?, ?> properties) {
      for (Object property : properties.keySet()) {
        if (String.valueOf(property).matches(ID)) {
          found.add(node + "/" + property);
        }
      }
    }
  }
}
