package hearth.protocol.packet;

import java.util.List;
import java.util.Objects;

/** SUBSCRIBE (3.8): at least one subscription. */
public record Subscribe(
    int packetIdentifier, List<Subscription> subscriptions, Properties properties)
    implements ControlPacket {

  public Subscribe {
    subscriptions = List.copyOf(subscriptions);
    Objects.requireNonNull(properties);
  }

  @Override
  public PacketType type() {
    return PacketType.SUBSCRIBE;
  }
}
