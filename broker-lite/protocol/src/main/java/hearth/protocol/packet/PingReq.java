package hearth.protocol.packet;

/** PINGREQ (3.12). */
public final class PingReq implements ControlPacket {
  public static final PingReq INSTANCE = new PingReq();

  private PingReq() {}

  @Override
  public PacketType type() {
    return PacketType.PINGREQ;
  }

  @Override
  public String toString() {
    return "PingReq";
  }
}
