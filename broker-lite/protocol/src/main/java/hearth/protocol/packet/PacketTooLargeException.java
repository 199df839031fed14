package hearth.protocol.packet;

/** A packet is larger than the reader takes one of its type; its fixed header alone says so. */
public final class PacketTooLargeException extends MqttProtocolException {
  private static final long serialVersionUID = 1L;

  private final PacketType type;

  /**
   * @param size of the packet, in bytes with its fixed header
   * @param limit of the reader, in the same
   */
  public PacketTooLargeException(PacketType type, int size, int limit) {
    super(
        ReasonCode.PACKET_TOO_LARGE, type + " of " + size + " bytes is over the limit of " + limit);
    this.type = type;
  }

  /** Of the packet. */
  public PacketType type() {
    return type;
  }
}
