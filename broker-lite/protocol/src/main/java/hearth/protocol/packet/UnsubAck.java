package hearth.protocol.packet;

import java.util.List;
import java.util.Objects;

/**
 * UNSUBACK (3.11).
 *
 * @param reasonCodes one a Topic Filter, in the order of the UNSUBSCRIBE; not on the wire of 3.1.1
 */
public record UnsubAck(int packetIdentifier, List<ReasonCode> reasonCodes, Properties properties)
    implements ControlPacket {

  public UnsubAck {
    reasonCodes = List.copyOf(reasonCodes);
    Objects.requireNonNull(properties);
  }

  @Override
  public PacketType type() {
    return PacketType.UNSUBACK;
  }
}
