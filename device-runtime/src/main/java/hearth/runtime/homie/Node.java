package hearth.runtime.homie;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.entity.Entity;
import hearth.runtime.entity.Property;
import java.util.ArrayList;
import java.util.List;

/**
 * A thing as a node of Homie.
 *
 * @param name for people
 * @param problem where the thing says why it does not work
 */
record Node(String id, String name, List<NodeProperty> properties, TopicName problem) {
  /** The nodes of all things. */
  static List<Node> of(Configuration configuration) {
    List<Node> nodes = new ArrayList<>();
    Ids ids = new Ids();
    for (ThingSettings thing : configuration.things()) {
      String id = ids.of(thing.identity().name());
      TopicName problem = thing.problemTopicIn(configuration.device());
      nodes.add(
          new Node(id, thing.identity().label(), propertiesOf(thing, configuration, id), problem));
    }
    return nodes;
  }

  private static List<NodeProperty> propertiesOf(
      ThingSettings thing, Configuration configuration, String node) {
    List<NodeProperty> made = new ArrayList<>();
    Ids ids = new Ids();
    for (Entity entity : thing.entitiesIn(configuration)) {
      Property state = entity.properties().get(0);
      for (Property property : entity.properties()) {
        made.add(new NodeProperty(node, ids.of(property.name()), property, state));
      }
    }
    return made;
  }
}
