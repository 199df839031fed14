package hearth.client;

import hearth.protocol.delivery.OutboundTopicAliases;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.topic.TopicName;

/** Sends a short Topic Alias in place of a Topic Name that the server knows (3.3.2.3.4). */
final class PublishAliases {
  /** Who publishes to more topics than this hardly repeats any; each costs the server memory. */
  private static final int MAX = 64;

  /** An alias takes three bytes: a shorter name is better sent as it is. */
  private static final int SHORTEST_TOPIC = 4;

  private final int maximum;
  private final Properties[] aliasOnly;
  private OutboundTopicAliases aliases;

  /**
   * @param serverMaximum the server's Topic Alias Maximum [MQTT-3.2.2-17] [MQTT-3.2.2-18]
   */
  PublishAliases(int serverMaximum) {
    maximum = Math.min(serverMaximum, MAX);
    aliasOnly = new Properties[maximum];
    forget();
  }

  /** Gives every alias anew; a PUBLISH with both Topic Name and alias replaces what was. */
  void forget() {
    aliases = new OutboundTopicAliases(maximum);
  }

  Publish shorten(Publish publish) {
    TopicName topic = publish.topic();
    if (maximum == 0 || topic.utf8().length < SHORTEST_TOPIC) {
      return publish;
    }
    int known = aliases.alias(topic);
    return known == 0
        ? with(publish, topic, withAlias(publish.properties(), aliases.assign(topic)))
        : with(publish, null, withAlias(publish.properties(), known));
  }

  private Properties withAlias(Properties properties, int alias) {
    if (!properties.isEmpty()) {
      return properties.with(Property.TOPIC_ALIAS, alias);
    }
    Properties only = aliasOnly[alias - 1];
    if (only == null) {
      only = properties.with(Property.TOPIC_ALIAS, alias);
      aliasOnly[alias - 1] = only;
    }
    return only;
  }

  static Publish with(Publish publish, TopicName topic, Properties properties) {
    return new Publish(
        publish.dup(),
        publish.qos(),
        publish.retain(),
        topic,
        publish.packetIdentifier(),
        properties,
        publish.payload());
  }
}
