package hearth.protocol.codec;

import static hearth.protocol.codec.Refused.TOPIC;
import static hearth.protocol.codec.Refused.refused;
import static hearth.protocol.codec.Refused.refusedConnect;
import static hearth.protocol.codec.Refused.refusedProperties;
import static hearth.protocol.codec.Role.CLIENT;
import static hearth.protocol.codec.Role.SERVER;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.ReasonCode.MALFORMED_PACKET;
import static hearth.protocol.packet.ReasonCode.PROTOCOL_ERROR;
import static hearth.protocol.packet.ReasonCode.TOPIC_ALIAS_INVALID;
import static hearth.protocol.packet.ReasonCode.TOPIC_NAME_INVALID;

import org.junit.jupiter.api.Test;

/** Properties (2.2.2) in packets, numbers and values that they may not have. */
class RefusedPropertiesTest {
  @Test
  void propertiesThatTwoOfAreAnError() {
    refusedProperties(PROTOCOL_ERROR, CLIENT, "30", TOPIC, "01 00 01 00 | Payload Format");
    refusedProperties(PROTOCOL_ERROR, CLIENT, "30", TOPIC, "23 00 01 23 00 02 | Topic Alias");
    refusedProperties(PROTOCOL_ERROR, SERVER, "82", "00 01", "0B 01 0B 02 | Subscription Id.");
    refusedProperties(
        PROTOCOL_ERROR, CLIENT, "40", "00 01 80", "1F 00 01 61 1F 00 01 62 | Reason String");
  }

  @Test
  void propertiesThatThisPacketHasNot() {
    refusedProperties(MALFORMED_PACKET, CLIENT, "30", TOPIC, "21 00 01 | Receive Maximum");
    refusedProperties(MALFORMED_PACKET, CLIENT, "20", "00 00", "23 00 01 | Topic Alias");
    refusedProperties(MALFORMED_PACKET, SERVER, "82", "00 01", "1F 00 01 61 | Reason String");
    refusedProperties(MALFORMED_PACKET, SERVER, "A2", "00 01", "0B 01 | Subscription Identifier");
    refusedProperties(MALFORMED_PACKET, SERVER, "E0", "00", "15 00 01 6D | Auth. Method");
    refusedProperties(MALFORMED_PACKET, CLIENT, "30", TOPIC, "04 00 | there is no such property");
    refusedProperties(MALFORMED_PACKET, CLIENT, "30", TOPIC, "7F | nor such");
    refusedProperties(MALFORMED_PACKET, CLIENT, "30", TOPIC, "81 00 00 | 1, in two bytes");
    refusedConnect(MALFORMED_PACKET, "05", "02 00 00 05 18 00 00 00 01 00 00 | Will Delay");
  }

  /** [MQTT-3.3.2-8] [MQTT-3.3.4-6]. */
  @Test
  void propertiesWithValuesThatAreNotAllowed() {
    refusedProperties(PROTOCOL_ERROR, CLIENT, "30", TOPIC, "01 02 | Payload Format 2");
    refusedProperties(TOPIC_ALIAS_INVALID, SERVER, "30", TOPIC, "23 00 00 | Topic Alias 0");
    refusedProperties(PROTOCOL_ERROR, CLIENT, "30", TOPIC, "0B 00 | Subscription Identifier 0");
    refusedProperties(PROTOCOL_ERROR, SERVER, "30", TOPIC, "0B 01 | one, from a client");
    refusedProperties(PROTOCOL_ERROR, SERVER, "82", "00 01", "0B 00 | Subscription Identifier 0");
    refusedProperties(PROTOCOL_ERROR, CLIENT, "20", "00 00", "21 00 00 | Receive Maximum 0");
    refusedProperties(PROTOCOL_ERROR, CLIENT, "20", "00 00", "27 00 00 00 00 | Max. Packet 0");
    refusedProperties(PROTOCOL_ERROR, CLIENT, "20", "00 00", "24 02 | Maximum QoS 2");
    for (String flag : new String[] {"25", "28", "29", "2A"}) {
      refusedProperties(PROTOCOL_ERROR, CLIENT, "20", "00 00", flag + "02");
    }
    refusedConnect(PROTOCOL_ERROR, "05", "02 00 00 02 17 02 00 00 | Request Problem Info. 2");
    refusedConnect(PROTOCOL_ERROR, "05", "02 00 00 02 19 FF 00 00 | Request Response Info. 255");
    refusedConnect(PROTOCOL_ERROR, "05", "02 00 00 03 21 00 00 00 00 | Receive Maximum 0");
    refusedConnect(PROTOCOL_ERROR, "05", "02 00 00 05 27 00 00 00 00 00 00 | Max. Packet 0");
  }

  /** [MQTT-3.3.2-13] [MQTT-3.3.2-14] [MQTT-3.3.2-19] [MQTT-1.5.7-1]. */
  @Test
  void propertiesWithTextsThatAreNotAllowed() {
    refusedProperties(TOPIC_NAME_INVALID, CLIENT, "30", TOPIC, "08 00 01 23 | Response Topic #");
    refusedProperties(TOPIC_NAME_INVALID, CLIENT, "30", TOPIC, "08 00 00 | Response Topic \"\"");
    refusedProperties(MALFORMED_PACKET, CLIENT, "30", TOPIC, "08 00 01 FF | Response Topic");
    refusedProperties(MALFORMED_PACKET, CLIENT, "30", TOPIC, "03 00 01 FF | Content Type");
    refusedProperties(MALFORMED_PACKET, CLIENT, "30", TOPIC, "26 00 01 FF 00 00 | User Property");
    refusedProperties(MALFORMED_PACKET, CLIENT, "30", TOPIC, "26 00 00 00 01 00 | User Property");
  }

  @Test
  void propertiesWhoseLengthIsWrong() {
    refused(MALFORMED_PACKET, CLIENT, V5, "30 05 " + TOPIC + "02 01 | 2 are said, 1 is there");
    refused(MALFORMED_PACKET, CLIENT, V5, "30 06 " + TOPIC + "01 01 00 | ends in a value");
    refused(MALFORMED_PACKET, CLIENT, V5, "30 07 " + TOPIC + "80 80 80 80 | 5 bytes of length");
  }

  @Test
  void authenticationDataWithoutAMethod() {
    refusedConnect(PROTOCOL_ERROR, "05", "02 00 00 04 16 00 01 64 00 00");
    refusedProperties(PROTOCOL_ERROR, CLIENT, "20", "00 00", "16 00 01 64");
    refusedProperties(PROTOCOL_ERROR, SERVER, "F0", "18", "16 00 01 64");
    refused(PROTOCOL_ERROR, SERVER, V5, "F0 02 18 00 | AUTH names no method");
    refused(MALFORMED_PACKET, SERVER, V5, "F0 01 18 | AUTH without properties");
  }

  /** [MQTT-3.14.2-2]. */
  @Test
  void disconnectPropertiesOfTheOtherEnd() {
    refusedProperties(PROTOCOL_ERROR, CLIENT, "E0", "00", "11 00 00 00 01 | Session Expiry");
    refusedProperties(PROTOCOL_ERROR, SERVER, "E0", "00", "1C 00 01 73 | Server Reference");
  }
}
