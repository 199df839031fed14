package hearth.protocol.packet;

import hearth.protocol.topic.TopicFilter;
import java.util.List;
import java.util.Objects;

/** UNSUBSCRIBE (3.10): at least one Topic Filter. */
public record Unsubscribe(int packetIdentifier, List<TopicFilter> filters, Properties properties)
    implements ControlPacket {

  public Unsubscribe {
    filters = List.copyOf(filters);
    Objects.requireNonNull(properties);
  }

  @Override
  public PacketType type() {
    return PacketType.UNSUBSCRIBE;
  }
}
