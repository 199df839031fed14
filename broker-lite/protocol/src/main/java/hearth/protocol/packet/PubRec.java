package hearth.protocol.packet;

import java.util.Objects;

/** PUBREC, the first answer to a PUBLISH of QoS 2 (3.5). */
public record PubRec(int packetIdentifier, ReasonCode reasonCode, Properties properties)
    implements ControlPacket {

  public PubRec {
    Objects.requireNonNull(reasonCode);
    Objects.requireNonNull(properties);
  }

  public PubRec(int packetIdentifier) {
    this(packetIdentifier, ReasonCode.SUCCESS, Properties.NONE);
  }

  public PubRec(int packetIdentifier, ReasonCode reasonCode) {
    this(packetIdentifier, reasonCode, Properties.NONE);
  }

  @Override
  public PacketType type() {
    return PacketType.PUBREC;
  }
}
