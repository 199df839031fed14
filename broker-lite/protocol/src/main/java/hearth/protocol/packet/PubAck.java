package hearth.protocol.packet;

import java.util.Objects;

/** PUBACK, the answer to a PUBLISH of QoS 1 (3.4). */
public record PubAck(int packetIdentifier, ReasonCode reasonCode, Properties properties)
    implements ControlPacket {

  public PubAck {
    Objects.requireNonNull(reasonCode);
    Objects.requireNonNull(properties);
  }

  public PubAck(int packetIdentifier) {
    this(packetIdentifier, ReasonCode.SUCCESS, Properties.NONE);
  }

  public PubAck(int packetIdentifier, ReasonCode reasonCode) {
    this(packetIdentifier, reasonCode, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBACK;
  }
}
