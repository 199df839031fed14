package hearth.protocol.packet;

import java.util.Objects;

/**
 * CONNACK (3.2).
 *
 * @param reasonCode of 5.0; the codec maps it to and from the return codes 0 to 5 of 3.1.1
 */
public record ConnAck(boolean sessionPresent, ReasonCode reasonCode, Properties properties)
    implements ControlPacket {

  public ConnAck {
    Objects.requireNonNull(reasonCode);
    Objects.requireNonNull(properties);
  }

  @Override
  public PacketType type() {
    return PacketType.CONNACK;
  }
}
