package hearth.broker.connection;

import hearth.broker.account.Limit;
import hearth.protocol.codec.PacketSizes;

/**
 * What one connection may ask of the broker.
 *
 * @param packetSizes the largest packets it may send
 * @param receiveMaximum QoS 1 and 2 messages it may have under way to the broker, 1 to 65535
 * @param topicAliasMaximum Topic Aliases it may set, 0 to 65535
 * @param keepAliveMaximum seconds; a client of 5.0 that asks for more, or for none, is told this; 0
 *     leaves it to the client
 * @param connectTimeoutNanos from the start of the connection to its CONNECT
 * @param outputBytes queued for a client that reads slowly, before QoS 0 messages for it are
 *     dropped and publishers slowed
 * @param stallNanos how long publishers are slowed for a client that does not read, before only its
 *     own messages suffer
 * @param topicLength most bytes of a Topic Name or Filter
 * @param topicLevels most levels of a Topic Name or Filter
 * @param disconnectUnauthorized whether a 3.1.1 client that publishes where it may not is
 *     disconnected, rather than acknowledged with its message dropped
 */
public record ConnectionLimits(
    PacketSizes packetSizes,
    int receiveMaximum,
    int topicAliasMaximum,
    int keepAliveMaximum,
    long connectTimeoutNanos,
    int outputBytes,
    long stallNanos,
    int topicLength,
    int topicLevels,
    boolean disconnectUnauthorized) {
  /** The limits of topics, as the configuration names them. */
  static final String OF_TOPICS = Limit.TOPIC_LENGTH + ", " + Limit.TOPIC_LEVELS;

  /** Whether a Topic Name or Filter is within the limits of length and levels. */
  boolean fits(byte[] topic) {
    if (topic.length > topicLength) {
      return false;
    }
    if (topic.length < topicLevels) {
      return true; // it cannot have as many
    }
    int levels = 1;
    for (byte b : topic) {
      levels += b == '/' ? 1 : 0;
    }
    return levels <= topicLevels;
  }

  /** These with other sizes of packets. */
  public ConnectionLimits withPacketSizes(PacketSizes sizes) {
    return new ConnectionLimits(
        sizes,
        receiveMaximum,
        topicAliasMaximum,
        keepAliveMaximum,
        connectTimeoutNanos,
        outputBytes,
        stallNanos,
        topicLength,
        topicLevels,
        disconnectUnauthorized);
  }
}
