package hearth.protocol.codec;

import static hearth.protocol.packet.MqttVersion.V3_1;
import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.ReasonCode;
import java.util.ArrayList;
import java.util.List;

/** PUBACK, PUBREC, PUBREL and PUBCOMP (3.4 to 3.7) [MQTT-3.6.1-1]. */
final class GoldenAcknowledgements {
  private static final Properties REASON =
      Properties.builder().add(Property.REASON_STRING, "no").user("k", "v").build();

  private GoldenAcknowledgements() {}

  static List<Golden> all() {
    List<Golden> all = new ArrayList<>();
    for (MqttVersion version : MqttVersion.values()) {
      all.add(plain(version, new PubAck(258), "40"));
      all.add(plain(version, new PubRec(258), "50"));
      all.add(plain(version, new PubRel(258), "62"));
      all.add(plain(version, new PubComp(258), "70"));
    }
    all.add(
        new Golden(
            "PUBREL again",
            V3_1,
            Role.SERVER,
            new PubRel(5),
            """
            6A 02 | PUBREL with QoS 1 and, in 3.1 alone, DUP; 2 bytes follow
            00 05 | Packet Identifier 5
            """,
            false));
    all.addAll(withReason());
    return all;
  }

  private static Golden plain(MqttVersion version, ControlPacket packet, String firstByte) {
    return new Golden(
        packet.type() + " of success",
        version,
        version == V3_1_1 ? Role.CLIENT : Role.SERVER,
        packet,
        firstByte
            + """
             02 | the type, 2 bytes follow
            01 02 | Packet Identifier 258
            """);
  }

  private static List<Golden> withReason() {
    return List.of(
        new Golden(
            "PUBACK with a Reason Code",
            V5,
            Role.CLIENT,
            new PubAck(1, ReasonCode.NO_MATCHING_SUBSCRIBERS),
            """
            40 03 | PUBACK, 3 bytes follow
            00 01 | Packet Identifier 1
            10    | No matching subscribers
            """),
        new Golden(
            "PUBACK of Mosquitto's bridge for a message that nobody on its side wants",
            V5,
            Role.SERVER,
            new PubAck(1, ReasonCode.NO_MATCHING_SUBSCRIBERS),
            """
            40 03 | PUBACK, 3 bytes follow
            00 01 | Packet Identifier 1
            10    | No matching subscribers
            """),
        new Golden(
            "PUBACK with a Reason Code and a length of properties",
            V5,
            Role.SERVER,
            new PubAck(1, ReasonCode.QUOTA_EXCEEDED),
            """
            40 04 | PUBACK, 4 bytes follow
            00 01 | Packet Identifier 1
            97    | Quota exceeded
            00    | no properties
            """,
            false),
        new Golden(
            "PUBREC with everything",
            V5,
            Role.SERVER,
            new PubRec(1, ReasonCode.PAYLOAD_FORMAT_INVALID, REASON),
            """
            50 10                | PUBREC, 16 bytes follow
            00 01                | Packet Identifier 1
            99                   | Payload format invalid
            0C                   | 12 bytes of properties
            1F 00 02 6E 6F       | Reason String "no"
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            """),
        new Golden(
            "PUBREL with a Reason Code",
            V5,
            Role.SERVER,
            new PubRel(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND),
            """
            62 03 | PUBREL, 3 bytes follow
            00 01 | Packet Identifier 1
            92    | Packet Identifier not found
            """),
        new Golden(
            "PUBCOMP with everything",
            V5,
            Role.CLIENT,
            new PubComp(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, REASON),
            """
            70 10                | PUBCOMP, 16 bytes follow
            00 01                | Packet Identifier 1
            92                   | Packet Identifier not found
            0C                   | 12 bytes of properties
            1F 00 02 6E 6F       | Reason String "no"
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            """));
  }
}
