package hearth.protocol.delivery;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.util.Arrays;

/** The Topic Aliases that the other side has set on one connection (3.3.2.3.4). One thread's. */
public final class InboundTopicAliases {
  private static final TopicName[] NONE = {};

  private final int maximum;
  private TopicName[] names = NONE;

  /**
   * None yet.
   *
   * @param maximum the Topic Alias Maximum that this side announced, 0 to 65535
   */
  public InboundTopicAliases(int maximum) {
    this.maximum = maximum;
  }

  /** What an alias stands for now, or null. */
  public TopicName get(int alias) {
    return alias >= 1 && alias <= names.length ? names[alias - 1] : null;
  }

  /**
   * The Topic Name of a PUBLISH with a Topic Alias; one that has both sets the alias anew.
   *
   * @param alias 1 to 65535
   * @param topic of the packet, or null where it has none
   * @throws MqttProtocolException where the alias is above the maximum, or nothing was set
   */
  public TopicName resolve(int alias, TopicName topic) throws MqttProtocolException {
    if (alias < 1 || alias > maximum) {
      // [MQTT-3.3.2-8] [MQTT-3.3.2-9] [MQTT-3.3.2-11]
      throw new MqttProtocolException(
          ReasonCode.TOPIC_ALIAS_INVALID,
          "Topic Alias " + alias + " is over the maximum of " + maximum);
    }
    if (topic == null) {
      if (alias > names.length || names[alias - 1] == null) {
        throw new MqttProtocolException(
            ReasonCode.PROTOCOL_ERROR, "Topic Alias " + alias + " stands for no Topic Name");
      }
      return names[alias - 1];
    }
    if (alias > names.length) {
      names = Arrays.copyOf(names, Math.min(maximum, Math.max(alias, names.length * 2)));
    }
    names[alias - 1] = topic;
    return topic;
  }
}
