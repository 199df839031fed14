package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;
import static hearth.protocol.codec.ProtocolErrors.protocolError;
import static hearth.protocol.packet.PacketType.CONNACK;
import static hearth.protocol.packet.PacketType.CONNECT;
import static hearth.protocol.packet.PacketType.PINGREQ;
import static hearth.protocol.packet.PacketType.PINGRESP;
import static hearth.protocol.packet.PacketType.PUBREL;
import static hearth.protocol.packet.PacketType.SUBACK;
import static hearth.protocol.packet.PacketType.SUBSCRIBE;
import static hearth.protocol.packet.PacketType.UNSUBACK;
import static hearth.protocol.packet.PacketType.UNSUBSCRIBE;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import java.util.Locale;

/** What the first byte of a packet may be (tables 2.1 and 2.2). */
final class FixedHeader {
  static final int DUP = 0b1000;
  static final int RETAIN = 0b0001;

  // Sets of types, each with the bit of its number: asked for every packet that comes, and no
  // switch, which would be a class of its own in the client's one jar.
  private static final int ONLY_TO_SERVER =
      bit(CONNECT) | bit(SUBSCRIBE) | bit(UNSUBSCRIBE) | bit(PINGREQ);
  private static final int ONLY_TO_CLIENT =
      bit(CONNACK) | bit(SUBACK) | bit(UNSUBACK) | bit(PINGRESP);
  private static final int FLAGGED = bit(PUBREL) | bit(SUBSCRIBE) | bit(UNSUBSCRIBE);

  private FixedHeader() {}

  private static int bit(PacketType type) {
    return 1 << type.value();
  }

  /**
   * The type of a packet by its first byte.
   *
   * @param version null before the CONNECT
   */
  static PacketType check(int firstByte, Role reads, MqttVersion version)
      throws MqttProtocolException {
    PacketType type = PacketType.of(firstByte >>> 4);
    if (type == null || (type == PacketType.AUTH && version != null && version != MqttVersion.V5)) {
      throw malformed("packet type " + (firstByte >>> 4) + " is reserved");
    }
    if (version == null && type != PacketType.CONNECT) {
      // [MQTT-3.1.0-1]
      throw protocolError("the first packet is " + type + " and not CONNECT");
    }
    if (version != null && type == PacketType.CONNECT && reads == Role.SERVER) {
      throw protocolError("a second CONNECT on the same connection"); // [MQTT-3.1.0-2]
    }
    if (!mayRead(type, reads, version)) {
      throw protocolError(type + " is not for a " + reads.name().toLowerCase(Locale.ROOT));
    }
    if (type != PacketType.PUBLISH && !flagsAllowed(type, firstByte & 0x0F, version)) {
      // [MQTT-2.1.3-1] [MQTT-3.6.1-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1] [MQTT-3.14.1-1]
      // [MQTT-3.15.1-1]
      throw malformed("the flags of " + type + " are not those reserved for it");
    }
    return type;
  }

  private static boolean mayRead(PacketType type, Role reads, MqttVersion version) {
    if (type == PacketType.DISCONNECT) {
      return reads == Role.SERVER || version == MqttVersion.V5;
    }
    return ((reads == Role.SERVER ? ONLY_TO_CLIENT : ONLY_TO_SERVER) & bit(type)) == 0;
  }

  private static boolean flagsAllowed(PacketType type, int flags, MqttVersion version) {
    int reserved = flags(type);
    // MQTT 3.1 sent these again too, marked by DUP, which 3.1.1 took away.
    return flags == reserved
        || (version == MqttVersion.V3_1 && reserved != 0 && flags == (reserved | DUP));
  }

  /** The flags of every type but PUBLISH, where they carry DUP, QoS and RETAIN. */
  static int flags(PacketType type) {
    return (FLAGGED & bit(type)) == 0 ? 0 : 0b0010;
  }
}
