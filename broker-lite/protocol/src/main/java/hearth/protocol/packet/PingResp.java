package hearth.protocol.packet;

/** PINGRESP (3.13). */
public final class PingResp implements ControlPacket {
  public static final PingResp INSTANCE = new PingResp();

  private PingResp() {}

  @Override
  public PacketType type() {
    return PacketType.PINGRESP;
  }

  @Override
  public String toString() {
    return "PingResp";
  }
}
