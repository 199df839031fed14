package hearth.protocol.packet;

/** PINGRESP (3.13). */
public record PingResp() implements ControlPacket {

  public static final PingResp INSTANCE = new PingResp();

  @Override
  public PacketType type() {
    return PacketType.PINGRESP;
  }
}
