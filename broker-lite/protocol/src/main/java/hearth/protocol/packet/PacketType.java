package hearth.protocol.packet;

/** Control Packet types of table 2.1; the value on the wire is the upper half of the first byte. */
public enum PacketType {
  CONNECT(1),
  CONNACK(2),
  PUBLISH(3),
  PUBACK(4),
  PUBREC(5),
  PUBREL(6),
  PUBCOMP(7),
  SUBSCRIBE(8),
  SUBACK(9),
  UNSUBSCRIBE(10),
  UNSUBACK(11),
  PINGREQ(12),
  PINGRESP(13),
  DISCONNECT(14),
  AUTH(15);

  private static final PacketType[] BY_VALUE = new PacketType[16];

  static {
    for (PacketType type : values()) {
      BY_VALUE[type.value] = type;
    }
  }

  private final int value;

  PacketType(int value) {
    this.value = value;
  }

  public int value() {
    return value;
  }

  /** The type of the number on the wire, or null for 0, which is reserved. */
  public static PacketType of(int value) {
    return BY_VALUE[value];
  }
}
