package hearth.protocol.packet;

import java.util.Objects;

/** AUTH (3.15), of 5.0 only. */
public record Auth(ReasonCode reasonCode, Properties properties) implements ControlPacket {

  public Auth {
    Objects.requireNonNull(reasonCode);
    Objects.requireNonNull(properties);
  }

  @Override
  public PacketType type() {
    return PacketType.AUTH;
  }
}
