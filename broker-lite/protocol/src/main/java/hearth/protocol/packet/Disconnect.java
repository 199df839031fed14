package hearth.protocol.packet;

import java.util.Objects;

/** DISCONNECT (3.14): from the client in every version, from the server in 5.0 only. */
public record Disconnect(ReasonCode reasonCode, Properties properties) implements ControlPacket {

  /** Normal disconnection: the Will is not published. */
  public static final Disconnect NORMAL =
      new Disconnect(ReasonCode.NORMAL_DISCONNECTION, Properties.NONE);

  public Disconnect {
    Objects.requireNonNull(reasonCode);
    Objects.requireNonNull(properties);
  }

  @Override
  public PacketType type() {
    return PacketType.DISCONNECT;
  }
}
