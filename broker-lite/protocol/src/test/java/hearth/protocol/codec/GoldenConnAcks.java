package hearth.protocol.codec;

import static hearth.protocol.packet.MqttVersion.V3_1;
import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import java.util.List;

/** CONNACK (3.2) [MQTT-3.2.2-1]. */
final class GoldenConnAcks {
  private GoldenConnAcks() {}

  static List<Golden> all() {
    return List.of(
        new Golden(
            "CONNACK with a session",
            V3_1_1,
            Role.CLIENT,
            new ConnAck(true, ReasonCode.SUCCESS, Properties.NONE),
            """
            20 02 | CONNACK, 2 bytes follow
            01    | Session Present
            00    | accepted
            """),
        new Golden(
            "CONNACK of 3.1",
            V3_1,
            Role.CLIENT,
            new ConnAck(false, ReasonCode.NOT_AUTHORIZED, Properties.NONE),
            """
            20 02 | CONNACK, 2 bytes follow
            00    | not used
            05    | not authorized
            """),
        refusal("unacceptable protocol version", ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "01"),
        refusal("identifier rejected", ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "02"),
        refusal("server unavailable", ReasonCode.SERVER_UNAVAILABLE, "03"),
        refusal("bad user name or password", ReasonCode.BAD_USER_NAME_OR_PASSWORD, "04"),
        refusal("not authorized", ReasonCode.NOT_AUTHORIZED, "05"),
        new Golden(
            "CONNACK without properties",
            V5,
            Role.CLIENT,
            new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE),
            """
            20 03 | CONNACK, 3 bytes follow
            00    | no session
            00    | Success
            00    | no properties
            """),
        new Golden(
            "CONNACK with every property",
            V5,
            Role.CLIENT,
            new ConnAck(false, ReasonCode.USE_ANOTHER_SERVER, every()),
            """
            20 40                | CONNACK, 64 bytes follow
            00                   | no session
            9C                   | Use another server
            3D                   | 61 bytes of properties
            11 00 00 00 01       | Session Expiry Interval 1 s
            12 00 01 69          | Assigned Client Identifier "i"
            13 00 1E             | Server Keep Alive 30 s
            15 00 01 6D          | Authentication Method "m"
            16 00 01 64          | Authentication Data
            1A 00 01 72          | Response Information "r"
            1C 00 01 73          | Server Reference "s"
            1F 00 02 6E 6F       | Reason String "no"
            21 00 14             | Receive Maximum 20
            22 00 0A             | Topic Alias Maximum 10
            24 01                | Maximum QoS 1
            25 00                | Retain Available 0
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            27 00 0F 42 40       | Maximum Packet Size 1000000
            28 01                | Wildcard Subscription Available 1
            29 00                | Subscription Identifier Available 0
            2A 01                | Shared Subscription Available 1
            """));
  }

  private static Golden refusal(String name, ReasonCode code, String value) {
    return new Golden(
        "CONNACK, " + name,
        V3_1_1,
        Role.CLIENT,
        new ConnAck(false, code, Properties.NONE),
        "20 02 00 | CONNACK, 2 bytes follow, no session\n" + value + " | " + name);
  }

  private static Properties every() {
    return Properties.builder()
        .add(Property.SESSION_EXPIRY_INTERVAL, 1)
        .add(Property.ASSIGNED_CLIENT_IDENTIFIER, "i")
        .add(Property.SERVER_KEEP_ALIVE, 30)
        .add(Property.AUTHENTICATION_METHOD, "m")
        .add(Property.AUTHENTICATION_DATA, new byte[] {'d'})
        .add(Property.RESPONSE_INFORMATION, "r")
        .add(Property.SERVER_REFERENCE, "s")
        .add(Property.REASON_STRING, "no")
        .add(Property.RECEIVE_MAXIMUM, 20)
        .add(Property.TOPIC_ALIAS_MAXIMUM, 10)
        .add(Property.MAXIMUM_QOS, 1)
        .add(Property.RETAIN_AVAILABLE, 0)
        .user("k", "v")
        .add(Property.MAXIMUM_PACKET_SIZE, 1_000_000)
        .add(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 1)
        .add(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0)
        .add(Property.SHARED_SUBSCRIPTION_AVAILABLE, 1)
        .build();
  }
}
