package hearth.protocol.codec;

import static hearth.protocol.packet.MqttVersion.V3_1;
import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.util.List;

/** CONNECT (3.1) [MQTT-3.1.3-1] [MQTT-3.1.3-3] [MQTT-2.2.2-1]. */
final class GoldenConnects {
  private GoldenConnects() {}

  static List<Golden> all() {
    return List.of(
        new Golden(
            "CONNECT, the smallest",
            V3_1_1,
            Role.SERVER,
            new Connect(V3_1_1, true, 0, "", null, null, null, Properties.NONE),
            """
            10 0C             | CONNECT, 12 bytes follow
            00 04 4D 51 54 54 | Protocol Name "MQTT"
            04                | Protocol Level 4
            02                | Connect Flags: Clean Session
            00 00             | Keep Alive off
            00 00             | Client Identifier ""
            """),
        new Golden(
            "CONNECT of a bridge of Mosquitto",
            V3_1_1,
            Role.SERVER,
            new Connect(V3_1_1, false, 60, "c", null, null, null, Properties.NONE, true),
            """
            10 0D             | CONNECT, 13 bytes follow
            00 04 4D 51 54 54 | Protocol Name "MQTT"
            84                | Protocol Level 4, and the bit of bridges
            00                | Connect Flags: none
            00 3C             | Keep Alive 60 s
            00 01 63          | Client Identifier "c"
            """),
        new Golden(
            "CONNECT of a bridge that speaks 3.1",
            V3_1,
            Role.SERVER,
            new Connect(V3_1, false, 60, "c", null, null, null, Properties.NONE, true),
            """
            10 0F                   | CONNECT, 15 bytes follow
            00 06 4D 51 49 73 64 70 | Protocol Name "MQIsdp"
            83                      | Protocol Level 3, and the bit of bridges
            00                      | Connect Flags: none
            00 3C                   | Keep Alive 60 s
            00 01 63                | Client Identifier "c"
            """),
        new Golden(
            "CONNECT of 3.1",
            V3_1,
            Role.SERVER,
            new Connect(V3_1, false, 10, "c", null, null, null, Properties.NONE),
            """
            10 0F                   | CONNECT, 15 bytes follow
            00 06 4D 51 49 73 64 70 | Protocol Name "MQIsdp"
            03                      | Protocol Level 3
            00                      | Connect Flags: none
            00 0A                   | Keep Alive 10 s
            00 01 63                | Client Identifier "c"
            """),
        new Golden(
            "CONNECT of 3.1 whose user name and password flags have nothing behind them",
            V3_1,
            Role.SERVER,
            new Connect(V3_1, true, 10, "c", null, null, null, Properties.NONE),
            """
            10 0F                   | CONNECT, 15 bytes follow
            00 06 4D 51 49 73 64 70 | Protocol Name "MQIsdp"
            03                      | Protocol Level 3
            C2                      | Connect Flags: User Name, Password, Clean Session
            00 0A                   | Keep Alive 10 s
            00 01 63                | Client Identifier "c", and the packet ends
            """,
            false),
        new Golden(
            "CONNECT with everything",
            V3_1_1,
            Role.SERVER,
            new Connect(
                V3_1_1,
                false,
                65_535,
                "ab",
                will(Properties.NONE),
                "ü",
                new byte[] {0, (byte) 0xFF},
                Properties.NONE),
            """
            10 1C             | CONNECT, 28 bytes follow
            00 04 4D 51 54 54 | Protocol Name "MQTT"
            04                | Protocol Level 4
            EC                | Connect Flags: User Name, Password, Will Retain, Will QoS 1, Will
            FF FF             | Keep Alive 65535 s
            00 02 61 62       | Client Identifier "ab"
            00 01 77          | Will Topic "w"
            00 01 21          | Will Message "!"
            00 02 C3 BC       | User Name "ü"
            00 02 00 FF       | Password, two bytes that are no text
            """),
        new Golden(
            "CONNECT without properties",
            V5,
            Role.SERVER,
            new Connect(V5, true, 60, "a", null, null, new byte[] {'p'}, Properties.NONE),
            """
            10 11             | CONNECT, 17 bytes follow
            00 04 4D 51 54 54 | Protocol Name "MQTT"
            05                | Protocol Version 5
            42                | Connect Flags: Password (in 5.0 without a User Name), Clean Start
            00 3C             | Keep Alive 60 s
            00                | no properties
            00 01 61          | Client Identifier "a"
            00 01 70          | Password "p"
            """),
        new Golden(
            "CONNECT with every property",
            V5,
            Role.SERVER,
            new Connect(V5, false, 60, "a", will(everyOfAWill()), null, null, everyOfAConnect()),
            """
            10 5E                | CONNECT, 94 bytes follow
            00 04 4D 51 54 54    | Protocol Name "MQTT"
            05                   | Protocol Version 5
            2C                   | Connect Flags: Will Retain, Will QoS 1, Will
            00 3C                | Keep Alive 60 s
            25                   | 37 bytes of properties
            11 00 00 0E 10       | Session Expiry Interval 3600 s
            15 00 01 6D          | Authentication Method "m"
            16 00 02 01 02       | Authentication Data
            17 00                | Request Problem Information 0
            19 01                | Request Response Information 1
            21 00 0A             | Receive Maximum 10
            22 00 05             | Topic Alias Maximum 5
            26 00 01 6B 00 02 C3 A9 | User Property "k" = "é"
            27 00 01 00 00       | Maximum Packet Size 65536
            00 01 61             | Client Identifier "a"
            24                   | 36 bytes of Will Properties
            01 01                | Payload Format Indicator: UTF-8
            02 00 00 00 3C       | Message Expiry Interval 60 s
            03 00 01 74          | Content Type "t"
            08 00 01 72          | Response Topic "r"
            09 00 01 63          | Correlation Data
            18 FF FF FF FF       | Will Delay Interval 4294967295 s
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            26 00 00 00 00       | User Property "" = ""
            00 01 77             | Will Topic "w"
            00 01 21             | Will Payload "!"
            """));
  }

  private static Will will(Properties properties) {
    return new Will(TopicName.of("w"), new byte[] {'!'}, QoS.AT_LEAST_ONCE, true, properties);
  }

  private static Properties everyOfAConnect() {
    return Properties.builder()
        .add(Property.SESSION_EXPIRY_INTERVAL, 3600)
        .add(Property.AUTHENTICATION_METHOD, "m")
        .add(Property.AUTHENTICATION_DATA, new byte[] {1, 2})
        .add(Property.REQUEST_PROBLEM_INFORMATION, 0)
        .add(Property.REQUEST_RESPONSE_INFORMATION, 1)
        .add(Property.RECEIVE_MAXIMUM, 10)
        .add(Property.TOPIC_ALIAS_MAXIMUM, 5)
        .user("k", "é")
        .add(Property.MAXIMUM_PACKET_SIZE, 65_536)
        .build();
  }

  private static Properties everyOfAWill() {
    return Properties.builder()
        .add(Property.PAYLOAD_FORMAT_INDICATOR, 1)
        .add(Property.MESSAGE_EXPIRY_INTERVAL, 60)
        .add(Property.CONTENT_TYPE, "t")
        .add(Property.RESPONSE_TOPIC, "r")
        .add(Property.CORRELATION_DATA, new byte[] {'c'})
        .add(Property.WILL_DELAY_INTERVAL, 4_294_967_295L)
        .user("k", "v")
        .user("", "")
        .build();
  }
}
