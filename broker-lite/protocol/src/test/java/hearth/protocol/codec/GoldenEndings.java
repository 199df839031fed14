package hearth.protocol.codec;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;

import hearth.protocol.packet.Auth;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import java.util.List;

/** PINGREQ, PINGRESP, DISCONNECT and AUTH (3.12 to 3.15) [MQTT-3.14.1-1] [MQTT-3.15.1-1]. */
final class GoldenEndings {
  private GoldenEndings() {}

  static List<Golden> all() {
    return List.of(
        new Golden("PINGREQ", V3_1_1, Role.SERVER, PingReq.INSTANCE, "C0 00 | nothing follows"),
        new Golden("PINGREQ", V5, Role.SERVER, PingReq.INSTANCE, "C0 00 | nothing follows"),
        new Golden("PINGRESP", V3_1_1, Role.CLIENT, PingResp.INSTANCE, "D0 00 | nothing follows"),
        new Golden("PINGRESP", V5, Role.CLIENT, PingResp.INSTANCE, "D0 00 | nothing follows"),
        new Golden("DISCONNECT", V3_1_1, Role.SERVER, Disconnect.NORMAL, "E0 00 | nothing follows"),
        new Golden("DISCONNECT", V5, Role.SERVER, Disconnect.NORMAL, "E0 00 | nothing follows"),
        new Golden(
            "DISCONNECT with a Reason Code",
            V5,
            Role.SERVER,
            new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, Properties.NONE),
            """
            E0 01 | DISCONNECT, 1 byte follows
            04    | Disconnect with Will Message
            """),
        new Golden(
            "DISCONNECT of a client with every property",
            V5,
            Role.SERVER,
            new Disconnect(
                ReasonCode.NORMAL_DISCONNECTION,
                Properties.builder()
                    .add(Property.SESSION_EXPIRY_INTERVAL, 0)
                    .add(Property.REASON_STRING, "no")
                    .user("k", "v")
                    .build()),
            """
            E0 13                | DISCONNECT, 19 bytes follow
            00                   | Normal disconnection
            11                   | 17 bytes of properties
            11 00 00 00 00       | Session Expiry Interval 0
            1F 00 02 6E 6F       | Reason String "no"
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            """),
        new Golden(
            "DISCONNECT of a server with its property",
            V5,
            Role.CLIENT,
            new Disconnect(
                ReasonCode.SERVER_MOVED, Properties.NONE.with(Property.SERVER_REFERENCE, "s")),
            """
            E0 06       | DISCONNECT, 6 bytes follow
            9D          | Server moved
            04          | 4 bytes of properties
            1C 00 01 73 | Server Reference "s"
            """),
        new Golden(
            "AUTH of success",
            V5,
            Role.CLIENT,
            new Auth(ReasonCode.SUCCESS, Properties.NONE),
            "F0 00 | nothing follows"),
        new Golden(
            "AUTH with every property",
            V5,
            Role.SERVER,
            new Auth(
                ReasonCode.RE_AUTHENTICATE,
                Properties.builder()
                    .add(Property.AUTHENTICATION_METHOD, "m")
                    .add(Property.AUTHENTICATION_DATA, new byte[] {'d'})
                    .add(Property.REASON_STRING, "no")
                    .user("k", "v")
                    .build()),
            """
            F0 16                | AUTH, 22 bytes follow
            19                   | Re-authenticate
            14                   | 20 bytes of properties
            15 00 01 6D          | Authentication Method "m"
            16 00 01 64          | Authentication Data
            1F 00 02 6E 6F       | Reason String "no"
            26 00 01 6B 00 01 76 | User Property "k" = "v"
            """));
  }
}
