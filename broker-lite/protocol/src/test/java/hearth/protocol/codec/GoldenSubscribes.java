package hearth.protocol.codec;

import static hearth.protocol.packet.MqttVersion.V3_1;
import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static hearth.protocol.packet.ReasonCode.GRANTED_QOS_0;
import static hearth.protocol.packet.ReasonCode.GRANTED_QOS_1;
import static hearth.protocol.packet.ReasonCode.GRANTED_QOS_2;
import static hearth.protocol.packet.ReasonCode.NOT_AUTHORIZED;
import static hearth.protocol.packet.ReasonCode.NO_SUBSCRIPTION_EXISTED;
import static hearth.protocol.packet.ReasonCode.SUCCESS;
import static hearth.protocol.packet.ReasonCode.UNSPECIFIED_ERROR;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.util.List;

/**
 * SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK (3.8 to 3.11) [MQTT-3.8.1-1] [MQTT-3.10.1-1]
 * [MQTT-3.8.3-1] [MQTT-3.10.3-1].
 */
final class GoldenSubscribes {
  private static final Properties USER = Properties.builder().user("k", "v").build();
  private static final Properties REASON = USER.with(Property.REASON_STRING, "no");

  private GoldenSubscribes() {}

  static List<Golden> all() {
    return List.of(
        new Golden(
            "SUBSCRIBE",
            V3_1_1,
            Role.SERVER,
            new Subscribe(
                10,
                List.of(
                    new Subscription(TopicFilter.of("a/+"), AT_LEAST_ONCE),
                    new Subscription(TopicFilter.of("#"), EXACTLY_ONCE)),
                Properties.NONE),
            """
            82 0C          | SUBSCRIBE, 12 bytes follow
            00 0A          | Packet Identifier 10
            00 03 61 2F 2B | Topic Filter "a/+"
            01             | QoS 1
            00 01 23       | Topic Filter "#"
            02             | QoS 2
            """),
        new Golden(
            "SUBSCRIBE again",
            V3_1,
            Role.SERVER,
            new Subscribe(
                10, List.of(new Subscription(TopicFilter.of("a"), AT_MOST_ONCE)), Properties.NONE),
            """
            8A 06    | SUBSCRIBE with QoS 1 and, in 3.1 alone, DUP; 6 bytes follow
            00 0A    | Packet Identifier 10
            00 01 61 | Topic Filter "a"
            00       | QoS 0
            """,
            false),
        new Golden(
            "SUBSCRIBE with every property and option",
            V5,
            Role.SERVER,
            new Subscribe(
                10,
                List.of(
                    new Subscription(
                        TopicFilter.of("a"), EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND),
                    new Subscription(
                        TopicFilter.of("$share/g/b"),
                        AT_MOST_ONCE,
                        false,
                        true,
                        RetainHandling.SEND_IF_NEW)),
                Properties.builder()
                    .add(Property.SUBSCRIPTION_IDENTIFIER, 128)
                    .user("k", "v")
                    .build()),
            """
            82 1E                               | SUBSCRIBE, 30 bytes follow
            00 0A                               | Packet Identifier 10
            0A                                  | 10 bytes of properties
            0B 80 01                            | Subscription Identifier 128
            26 00 01 6B 00 01 76                | User Property "k" = "v"
            00 01 61                            | Topic Filter "a"
            2E                                  | Retain Handling 2, As Published, No Local, QoS 2
            00 0A 24 73 68 61 72 65 2F 67 2F 62 | Topic Filter "$share/g/b"
            18                                  | Retain Handling 1, As Published, QoS 0
            """),
        new Golden(
            "SUBACK",
            V3_1_1,
            Role.CLIENT,
            new SubAck(
                10,
                List.of(GRANTED_QOS_0, GRANTED_QOS_1, GRANTED_QOS_2, UNSPECIFIED_ERROR),
                Properties.NONE),
            """
            90 06       | SUBACK, 6 bytes follow
            00 0A       | Packet Identifier 10
            00 01 02 80 | QoS 0, QoS 1, QoS 2, failure
            """),
        new Golden(
            "SUBACK with properties",
            V5,
            Role.CLIENT,
            new SubAck(10, List.of(GRANTED_QOS_0, NOT_AUTHORIZED), REASON),
            """
            90 11                | SUBACK, 17 bytes follow
            00 0A                | Packet Identifier 10
            0C                   | 12 bytes of properties
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            1F 00 02 6E 6F       | Reason String "no"
            00 87                | QoS 0, Not authorized
            """),
        new Golden(
            "UNSUBSCRIBE",
            V3_1_1,
            Role.SERVER,
            new Unsubscribe(
                10, List.of(TopicFilter.of("a/+"), TopicFilter.of("#")), Properties.NONE),
            """
            A2 0A          | UNSUBSCRIBE, 10 bytes follow
            00 0A          | Packet Identifier 10
            00 03 61 2F 2B | Topic Filter "a/+"
            00 01 23       | Topic Filter "#"
            """),
        new Golden(
            "UNSUBSCRIBE with a property",
            V5,
            Role.SERVER,
            new Unsubscribe(10, List.of(TopicFilter.of("a")), USER),
            """
            A2 0D                | UNSUBSCRIBE, 13 bytes follow
            00 0A                | Packet Identifier 10
            07                   | 7 bytes of properties
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            00 01 61             | Topic Filter "a"
            """),
        new Golden(
            "UNSUBACK",
            V3_1_1,
            Role.CLIENT,
            new UnsubAck(10, List.of(), Properties.NONE),
            """
            B0 02 | UNSUBACK, 2 bytes follow
            00 0A | Packet Identifier 10
            """),
        new Golden(
            "UNSUBACK with properties",
            V5,
            Role.CLIENT,
            new UnsubAck(10, List.of(SUCCESS, NO_SUBSCRIPTION_EXISTED), REASON),
            """
            B0 11                | UNSUBACK, 17 bytes follow
            00 0A                | Packet Identifier 10
            0C                   | 12 bytes of properties
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            1F 00 02 6E 6F       | Reason String "no"
            00 11                | Success, No subscription existed
            """));
  }
}
