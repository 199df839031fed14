package hearth.protocol.packet;

import java.util.Objects;

/** PUBCOMP, the answer to a PUBREL and the end of a QoS 2 delivery (3.7). */
public record PubComp(int packetIdentifier, ReasonCode reasonCode, Properties properties)
    implements ControlPacket {

  public PubComp {
    Objects.requireNonNull(reasonCode);
    Objects.requireNonNull(properties);
  }

  public PubComp(int packetIdentifier) {
    this(packetIdentifier, ReasonCode.SUCCESS, Properties.NONE);
  }

  public PubComp(int packetIdentifier, ReasonCode reasonCode) {
    this(packetIdentifier, reasonCode, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBCOMP;
  }
}
