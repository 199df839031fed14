package hearth.protocol.packet;

import hearth.protocol.topic.TopicName;
import java.util.Objects;

/**
 * PUBLISH (3.3).
 *
 * @param topic null only on the wire of 5.0, where a Topic Alias stands for it
 * @param packetIdentifier 1 to 65535 at QoS 1 and 2, 0 at QoS 0
 * @param payload not copied: nobody changes it after construction
 */
public record Publish(
    boolean dup,
    QoS qos,
    boolean retain,
    TopicName topic,
    int packetIdentifier,
    Properties properties,
    byte[] payload)
    implements ControlPacket {

  public Publish {
    Objects.requireNonNull(qos);
    Objects.requireNonNull(properties);
    Objects.requireNonNull(payload);
  }

  /** A message as an application has it: not a duplicate, no Packet Identifier yet. */
  public static Publish message(TopicName topic, QoS qos, boolean retain, byte[] payload) {
    return new Publish(false, qos, retain, topic, 0, Properties.NONE, payload);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBLISH;
  }

  @Override
  public String toString() {
    return "Publish["
        + topic
        + ", "
        + qos
        + (packetIdentifier == 0 ? "" : ", packetIdentifier=" + packetIdentifier)
        + (dup ? ", dup" : "")
        + (retain ? ", retain" : "")
        + ", "
        + payload.length
        + " bytes]";
  }
}
