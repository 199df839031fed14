package hearth.protocol.codec;

/** The bits of the Connect Flags (3.1.2.3). */
final class ConnectFlags {
  static final int RESERVED = 0x01;
  static final int CLEAN_START = 0x02;
  static final int WILL = 0x04;
  static final int WILL_QOS_SHIFT = 3;
  static final int WILL_RETAIN = 0x20;
  static final int PASSWORD = 0x40;
  static final int USER_NAME = 0x80;

  /** No flag, but a bit of the Protocol Level: the client is a bridge of Mosquitto. */
  static final int BRIDGE = 0x80;

  private ConnectFlags() {}

  static int willQos(int flags) {
    return flags >> WILL_QOS_SHIFT & 3;
  }
}
