package hearth.protocol.codec;

import static hearth.protocol.packet.MqttVersion.V3_1;
import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.topic.TopicName;
import java.util.List;

/** PUBLISH (3.3) [MQTT-3.3.2-1] [MQTT-2.2.1-2]. */
final class GoldenPublishes {
  private static final TopicName TOPIC = TopicName.of("a/b");
  private static final byte[] PAYLOAD = {'h', 'i'};

  private GoldenPublishes() {}

  static List<Golden> all() {
    return List.of(
        new Golden(
            "PUBLISH of QoS 0",
            V3_1_1,
            Role.SERVER,
            Publish.message(TOPIC, AT_MOST_ONCE, false, PAYLOAD),
            """
            30 07          | PUBLISH, 7 bytes follow
            00 03 61 2F 62 | Topic Name "a/b"
            68 69          | payload "hi"
            """),
        new Golden(
            "PUBLISH of QoS 1 again, retained",
            V3_1_1,
            Role.CLIENT,
            new Publish(true, AT_LEAST_ONCE, true, TOPIC, 10, Properties.NONE, PAYLOAD),
            """
            3B 09          | PUBLISH with DUP, QoS 1 and RETAIN, 9 bytes follow
            00 03 61 2F 62 | Topic Name "a/b"
            00 0A          | Packet Identifier 10
            68 69          | payload "hi"
            """),
        new Golden(
            "PUBLISH of QoS 2 without a payload",
            V3_1,
            Role.SERVER,
            new Publish(false, EXACTLY_ONCE, false, TOPIC, 65_535, Properties.NONE, new byte[0]),
            """
            34 07          | PUBLISH with QoS 2, 7 bytes follow
            00 03 61 2F 62 | Topic Name "a/b"
            FF FF          | Packet Identifier 65535
            """),
        new Golden(
            "PUBLISH without properties",
            V5,
            Role.SERVER,
            new Publish(false, AT_LEAST_ONCE, false, TOPIC, 1, Properties.NONE, PAYLOAD),
            """
            32 0A          | PUBLISH with QoS 1, 10 bytes follow
            00 03 61 2F 62 | Topic Name "a/b"
            00 01          | Packet Identifier 1
            00             | no properties
            68 69          | payload "hi"
            """),
        new Golden(
            "PUBLISH with a Topic Alias alone",
            V5,
            Role.SERVER,
            new Publish(
                false,
                AT_MOST_ONCE,
                false,
                null,
                0,
                Properties.NONE.with(Property.TOPIC_ALIAS, 7),
                PAYLOAD),
            """
            30 08    | PUBLISH, 8 bytes follow
            00 00    | no Topic Name
            03       | 3 bytes of properties
            23 00 07 | Topic Alias 7
            68 69    | payload "hi"
            """),
        new Golden(
            "PUBLISH with every property",
            V5,
            Role.CLIENT,
            new Publish(false, EXACTLY_ONCE, true, TOPIC, 2, every(), PAYLOAD),
            """
            35 37                   | PUBLISH with QoS 2 and RETAIN, 55 bytes follow
            00 03 61 2F 62          | Topic Name "a/b"
            00 02                   | Packet Identifier 2
            2D                      | 45 bytes of properties
            01 00                   | Payload Format Indicator: bytes
            02 00 00 00 0A          | Message Expiry Interval 10 s
            03 00 01 74             | Content Type "t"
            08 00 01 72             | Response Topic "r"
            09 00 02 00 FF          | Correlation Data
            0B 01                   | Subscription Identifier 1
            0B FF FF FF 7F          | Subscription Identifier 268435455
            23 FF FF                | Topic Alias 65535
            26 00 01 6B 00 01 76    | User Property "k" = "v"
            26 00 01 6B 00 02 76 32 | User Property "k" = "v2"
            68 69                   | payload "hi"
            """),
        new Golden(
            "PUBLISH of 200 bytes",
            V3_1_1,
            Role.CLIENT,
            Publish.message(TopicName.of("a"), AT_MOST_ONCE, false, new byte[197]),
            "30 C8 01 | PUBLISH, 200 bytes follow\n"
                + "00 01 61 | Topic Name \"a\"\n"
                + "00 ".repeat(197)));
  }

  private static Properties every() {
    return Properties.builder()
        .add(Property.PAYLOAD_FORMAT_INDICATOR, 0)
        .add(Property.MESSAGE_EXPIRY_INTERVAL, 10)
        .add(Property.CONTENT_TYPE, "t")
        .add(Property.RESPONSE_TOPIC, "r")
        .add(Property.CORRELATION_DATA, new byte[] {0, (byte) 0xFF})
        .add(Property.SUBSCRIPTION_IDENTIFIER, 1)
        .add(Property.SUBSCRIPTION_IDENTIFIER, 268_435_455)
        .add(Property.TOPIC_ALIAS, 65_535)
        .user("k", "v")
        .user("k", "v2")
        .build();
  }
}
