package hearth.client;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicFilter;

/**
 * A subscription that the server has accepted.
 *
 * @param qos the QoS granted, perhaps lower than the one asked for
 * @param properties of the SUBACK
 */
public record Granted(TopicFilter filter, QoS qos, Properties properties) {}
