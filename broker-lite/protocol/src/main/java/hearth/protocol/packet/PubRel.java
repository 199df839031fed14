package hearth.protocol.packet;

import java.util.Objects;

/** PUBREL, the answer to a PUBREC (3.6). */
public record PubRel(int packetIdentifier, ReasonCode reasonCode, Properties properties)
    implements ControlPacket {

  public PubRel {
    Objects.requireNonNull(reasonCode);
    Objects.requireNonNull(properties);
  }

  public PubRel(int packetIdentifier) {
    this(packetIdentifier, ReasonCode.SUCCESS, Properties.NONE);
  }

  public PubRel(int packetIdentifier, ReasonCode reasonCode) {
    this(packetIdentifier, reasonCode, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBREL;
  }
}
