package hearth.protocol.packet;

import hearth.protocol.topic.TopicName;
import java.util.Objects;

/**
 * The Will of a CONNECT: what the server publishes when the client goes without a DISCONNECT
 * (3.1.2.5, 3.1.3.2).
 *
 * @param payload 0 to 65535 bytes, not copied: nobody changes it after construction
 * @param properties Will Properties of 5.0, Will Delay Interval among them
 */
public record Will(
    TopicName topic, byte[] payload, QoS qos, boolean retain, Properties properties) {

  public Will {
    Objects.requireNonNull(topic);
    Objects.requireNonNull(payload);
    Objects.requireNonNull(qos);
    Objects.requireNonNull(properties);
  }

  /** What it takes in memory, about, in bytes. */
  public int memory() {
    return Memory.of(topic.utf8()) + Memory.of(payload) + properties.memory() + 3 * Memory.OBJECT;
  }

  @Override
  public String toString() {
    return "Will[" + topic + ", " + qos + (retain ? ", retain" : "") + "]";
  }
}
