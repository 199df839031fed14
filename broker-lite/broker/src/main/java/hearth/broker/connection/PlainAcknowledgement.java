package hearth.broker.connection;

import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.ReasonCode;

/**
 * A PUBACK, PUBREC, PUBREL or PUBCOMP that says no more than its Packet Identifier (3.4 to 3.7), as
 * nearly all do: the same four bytes for everybody, with the identifier put in as they go out.
 */
final class PlainAcknowledgement {
  /** Bytes of the whole packet. */
  static final int SIZE = 4;

  /** Where the Packet Identifier stands. */
  static final int IDENTIFIER_OFFSET = 2;

  private static final byte[] PUBACK = bytes(new PubAck(1));
  private static final byte[] PUBREC = bytes(new PubRec(1));
  private static final byte[] PUBREL = bytes(new PubRel(1));
  private static final byte[] PUBCOMP = bytes(new PubComp(1));

  private PlainAcknowledgement() {}

  private static byte[] bytes(ControlPacket packet) {
    return PacketEncoder.encode(packet, MqttVersion.V3_1_1);
  }

  /** The Packet Identifier of a packet that is one of these in a version; 0 for any other. */
  static int identifier(ControlPacket packet, MqttVersion version) {
    if (packet instanceof PubAck ack) {
      return plain(ack.packetIdentifier(), ack.reasonCode(), ack.properties(), version);
    } else if (packet instanceof PubRec ack) {
      return plain(ack.packetIdentifier(), ack.reasonCode(), ack.properties(), version);
    } else if (packet instanceof PubRel ack) {
      return plain(ack.packetIdentifier(), ack.reasonCode(), ack.properties(), version);
    } else if (packet instanceof PubComp ack) {
      return plain(ack.packetIdentifier(), ack.reasonCode(), ack.properties(), version);
    }
    return 0;
  }

  private static int plain(
      int identifier, ReasonCode reasonCode, Properties properties, MqttVersion version) {
    boolean saysMore = reasonCode != ReasonCode.SUCCESS || !properties.isEmpty();
    return saysMore && version.hasProperties() ? 0 : identifier;
  }

  /** The bytes of one, with any Packet Identifier; not to be changed. */
  static byte[] bytes(PacketType type) {
    return switch (type) {
      case PUBACK -> PUBACK;
      case PUBREC -> PUBREC;
      case PUBREL -> PUBREL;
      case PUBCOMP -> PUBCOMP;
      default -> throw new IllegalArgumentException(type + " is no acknowledgement");
    };
  }
}
