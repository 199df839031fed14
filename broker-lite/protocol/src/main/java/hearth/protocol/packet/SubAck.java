package hearth.protocol.packet;

import java.util.List;
import java.util.Objects;

/** SUBACK (3.9): one Reason Code a Topic Filter, in the order of the SUBSCRIBE. */
public record SubAck(int packetIdentifier, List<ReasonCode> reasonCodes, Properties properties)
    implements ControlPacket {

  public SubAck {
    reasonCodes = List.copyOf(reasonCodes);
    Objects.requireNonNull(properties);
  }

  @Override
  public PacketType type() {
    return PacketType.SUBACK;
  }
}
