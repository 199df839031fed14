package hearth.broker.bridge;

import hearth.broker.message.BridgePath;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * What the remote is to say of this home when the link dies: the Will of the connection by which
 * messages leave, retained, in place of what this home said there last.
 */
final class LastWord {
  /** A link that is there again so soon was not dead, in seconds; 5.0 alone knows it. */
  private static final int DELAY = 30;

  private final String bridge;
  private final String client;
  private final TopicName topic;
  private final Supplier<byte[]> payload;

  /** Some servers let nobody in with a Will of this kind. */
  private boolean isRefused;

  /**
   * @param client the bridge's Client Identifier: no bridge brings the Will back
   * @param topic at the remote
   * @param payload made for each connection
   */
  LastWord(String bridge, String client, TopicName topic, Supplier<byte[]> payload) {
    this.bridge = bridge;
    this.client = client;
    this.topic = topic;
    this.payload = payload;
  }

  /** The Will of a connection that is made now; null where the remote takes none. */
  Will will(MqttVersion version) {
    if (isRefused) {
      return null;
    }
    Properties properties =
        version.hasProperties()
            ? Properties.builder()
                .add(Property.WILL_DELAY_INTERVAL, DELAY)
                .user(BridgePath.PROPERTY, client)
                .build()
            : Properties.NONE;
    return new Will(topic, payload.get(), QoS.AT_LEAST_ONCE, true, properties);
  }

  /** The remote refuses a connection. */
  void refused(ReasonCode code) {
    if (code == ReasonCode.RETAIN_NOT_SUPPORTED || code == ReasonCode.QOS_NOT_SUPPORTED) {
      isRefused = true;
      Logger.warn(
          "Bridge {}: the remote takes no Will ({}): when the link dies it keeps what it was told"
              + " last, whose time says how old that is",
          bridge,
          code);
    }
  }
}
