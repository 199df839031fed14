package hearth.protocol.codec;

import static hearth.protocol.codec.Refused.MQTT;
import static hearth.protocol.codec.Refused.TOPIC;
import static hearth.protocol.codec.Refused.refused;
import static hearth.protocol.codec.Refused.refusedConnect;
import static hearth.protocol.codec.Role.CLIENT;
import static hearth.protocol.codec.Role.SERVER;
import static hearth.protocol.packet.MqttVersion.V3_1;
import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.ReasonCode.MALFORMED_PACKET;
import static hearth.protocol.packet.ReasonCode.PROTOCOL_ERROR;
import static hearth.protocol.packet.ReasonCode.TOPIC_FILTER_INVALID;
import static hearth.protocol.packet.ReasonCode.TOPIC_NAME_INVALID;
import static hearth.protocol.packet.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is parsed and not allowed, or cannot be parsed; flags and cut ends are in GoldenTest. */
class RefusedTest {
  @Test
  void remainingLengthOfFiveBytes() {
    refused(MALFORMED_PACKET, SERVER, V3_1_1, "30 FF FF FF FF 01");
    refused(MALFORMED_PACKET, SERVER, V3_1_1, "30 80 80 80 80");
  }

  /** [MQTT-1.5.5-1]; before 5.0 nothing forbids it, and some modems do it. */
  @Test
  void remainingLengthOfMoreBytesThanItNeeds() throws Exception {
    refused(MALFORMED_PACKET, SERVER, V5, "C0 80 00");
    refused(MALFORMED_PACKET, SERVER, V5, "30 85 80 80 00 00 01 61 00 21");
    assertNotNull(Wire.decode(SERVER, V3_1_1, "C0 80 80 00"));
    refusedConnect(MALFORMED_PACKET, "05", "02 00 00 80 00 00 00");
    refused(MALFORMED_PACKET, SERVER, null, "10 8D 00" + MQTT + "05 02 00 00 00 00 00");
  }

  @Test
  void reservedTypes() {
    refused(MALFORMED_PACKET, SERVER, V5, "00 00");
    refused(MALFORMED_PACKET, SERVER, null, "00 00");
    refused(MALFORMED_PACKET, SERVER, V3_1_1, "F0 00 | AUTH, which 3.1.1 does not have");
  }

  @Test
  void packetsThatOnlyTheOtherEndSends() {
    for (String packet : new String[] {"20 02 00 00", "90 03 00 01 00", "B0 02 00 01", "D0 00"}) {
      refused(PROTOCOL_ERROR, SERVER, V3_1_1, packet);
      refused(PROTOCOL_ERROR, SERVER, V5, packet);
    }
    for (String packet :
        new String[] {"82 06 00 01 00 01 61 00", "A2 05 00 01 00 01 61", "C0 00"}) {
      refused(PROTOCOL_ERROR, CLIENT, V3_1_1, packet);
      refused(PROTOCOL_ERROR, CLIENT, V5, packet);
    }
    refused(PROTOCOL_ERROR, CLIENT, V3_1_1, "E0 00 | a server's DISCONNECT is of 5.0");
    refused(PROTOCOL_ERROR, CLIENT, V5, "10 0C" + MQTT + "04 02 00 00 00 00");
  }

  /** [MQTT-3.1.2-1] [MQTT-3.1.2-2] [MQTT3-3.1.2-1] [MQTT3-3.1.2-2]. */
  @Test
  void unknownProtocols() {
    refusedConnect(UNSUPPORTED_PROTOCOL_VERSION, "03", "02 00 00 00 00");
    refusedConnect(UNSUPPORTED_PROTOCOL_VERSION, "06", "02 00 00 00 00");
    refusedConnect(UNSUPPORTED_PROTOCOL_VERSION, "85", "02 00 00 00 00 00");
    refused(
        UNSUPPORTED_PROTOCOL_VERSION,
        SERVER,
        null,
        "10 0E 00 06 4D 51 49 73 64 70 04 02 00 00 00 00 | \"MQIsdp\" with level 4");
    refused(
        UNSUPPORTED_PROTOCOL_VERSION,
        SERVER,
        null,
        "10 0C 00 04 6D 71 74 74 04 02 00 00 00 00 | \"mqtt\" in small letters");
  }

  /** An answer to a broken CONNECT is written in the version that it named. */
  @Test
  void aBrokenConnectHasSaidItsVersion() {
    PacketDecoder decoder = Wire.decoder(SERVER, null);
    byte[] reservedFlag = Wire.bytes("10 0D" + MQTT + "05 03 00 00 00 00 00");
    assertThrows(MqttProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(reservedFlag)));
    assertEquals(V5, decoder.version());
  }

  /** [MQTT-3.1.2-3] [MQTT3-3.1.2-3]. */
  @Test
  void reservedConnectFlag() {
    refusedConnect(MALFORMED_PACKET, "04", "03 00 00 00 00");
    refusedConnect(MALFORMED_PACKET, "05", "03 00 00 00 00 00");
  }

  /**
   * [MQTT-3.1.2-11] [MQTT-3.1.2-12] [MQTT-3.1.2-13] [MQTT3-3.1.2-13] [MQTT3-3.1.2-14]
   * [MQTT3-3.1.2-15].
   */
  @Test
  void willFlagsThatContradict() {
    for (String flags : new String[] {"0A", "12", "1A", "22"}) {
      refusedConnect(MALFORMED_PACKET, "04", flags + "00 00 00 00");
      refusedConnect(MALFORMED_PACKET, "05", flags + "00 00 00 00 00");
    }
    refusedConnect(MALFORMED_PACKET, "04", "1E 00 00 00 00 00 01 77 00 00 | Will QoS 3");
    refusedConnect(MALFORMED_PACKET, "05", "1E 00 00 00 00 00 00 00 01 77 00 00");
  }

  /** [MQTT-3.1.2-9] [MQTT3-3.1.2-9] [MQTT3-3.1.2-11]. */
  @Test
  void willFieldsThatTheFlagDoesNotAnnounceOrThatAreMissing() {
    refusedConnect(MALFORMED_PACKET, "04", "02 00 00 00 00 00 01 77 00 00 | a Will too much");
    refusedConnect(MALFORMED_PACKET, "04", "06 00 00 00 00 | no Will");
    refusedConnect(MALFORMED_PACKET, "05", "06 00 00 00 00 00 00 00 01 77 | no Will Payload");
  }

  /**
   * [MQTT-3.1.2-16] [MQTT-3.1.2-17] [MQTT-3.1.2-18] [MQTT-3.1.2-19] [MQTT3-3.1.2-18]
   * [MQTT3-3.1.2-19] [MQTT3-3.1.2-20] [MQTT3-3.1.2-21].
   */
  @Test
  void userNameAndPasswordThatTheirFlagsContradict() {
    refusedConnect(MALFORMED_PACKET, "04", "02 00 00 00 00 00 01 75 | a user name too much");
    refusedConnect(MALFORMED_PACKET, "04", "82 00 00 00 00 | no user name");
    refusedConnect(MALFORMED_PACKET, "04", "82 00 00 00 00 00 01 75 00 01 70 | a password");
    refusedConnect(MALFORMED_PACKET, "04", "C2 00 00 00 00 00 01 75 | no password");
    refusedConnect(MALFORMED_PACKET, "05", "42 00 00 00 00 00 | no password");
    refusedConnect(MALFORMED_PACKET, "05", "02 00 00 00 00 00 00 01 70 | a password too much");
  }

  /** [MQTT3-3.1.2-22]; 5.0 allows it. */
  @Test
  void passwordWithoutUserName() {
    refusedConnect(MALFORMED_PACKET, "04", "42 00 00 00 00 00 01 70");
  }

  /**
   * [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT-3.1.3-4] [MQTT-3.1.3-11] [MQTT-3.1.3-12] [MQTT3-1.5.3-1]
   * [MQTT3-1.5.3-2] [MQTT3-3.1.3-4] [MQTT3-3.1.3-10] [MQTT3-3.1.3-11].
   */
  @Test
  void textsThatAreNoUtf8() {
    String[] broken = {
      "00 01 00 | U+0000",
      "00 02 C0 80 | U+0000, overlong",
      "00 02 C1 BF | overlong",
      "00 03 ED A0 80 | U+D800, half of a surrogate pair",
      "00 03 ED BF BF | U+DFFF",
      "00 04 F4 90 80 80 | beyond U+10FFFF",
      "00 02 C3 28 | a start without its end",
      "00 01 80 | an end without a start",
      "00 02 61 E2 | cut off",
      "00 03 61 00 62 | U+0000 inside",
      "00 01 FF"
    };
    for (String text : broken) {
      String note = text.substring(0, text.contains("|") ? text.indexOf('|') : text.length());
      refusedConnect(MALFORMED_PACKET, "04", "02 00 00" + note);
      refusedConnect(MALFORMED_PACKET, "05", "06 00 00 00 00 00 00" + note + "00 00");
      refusedConnect(MALFORMED_PACKET, "04", "82 00 00 00 00" + note);
      byte[] bytes = Wire.bytes(note);
      refused(MALFORMED_PACKET, SERVER, V3_1_1, String.format("30 %02X", bytes.length) + note);
      String subscribe = String.format("82 %02X 00 01 ", bytes.length + 3) + note + "00";
      refused(MALFORMED_PACKET, SERVER, V3_1_1, subscribe);
      String unsubscribe = String.format("A2 %02X 00 01 ", bytes.length + 2) + note;
      refused(MALFORMED_PACKET, SERVER, V3_1_1, unsubscribe);
    }
  }

  /** [MQTT-1.5.4-3] [MQTT3-1.5.3-3]. */
  @Test
  void aByteOrderMarkStays() throws Exception {
    byte[] body = Wire.bytes(MQTT + "04 02 00 00 00 04 EF BB BF 61");
    Object connect =
        Wire.decode(SERVER, null, String.format("10 %02X ", body.length) + Wire.hex(body));
    assertEquals("\uFEFFa", ((Connect) connect).clientIdentifier());
  }

  /** [MQTT-3.3.2-2] [MQTT-4.7.0-1] [MQTT-4.7.3-1] [MQTT3-3.3.2-2] [MQTT3-4.7.1-1]. */
  @Test
  void topicNamesThatAreNone() {
    refused(TOPIC_NAME_INVALID, SERVER, V3_1_1, "30 03 00 01 23 | \"#\"");
    refused(TOPIC_NAME_INVALID, SERVER, V3_1_1, "30 05 00 03 61 2F 2B | \"a/+\"");
    refused(TOPIC_NAME_INVALID, CLIENT, V5, "30 04 00 01 2B 00 | \"+\"");
    refused(TOPIC_NAME_INVALID, SERVER, V3_1_1, "30 02 00 00 | \"\"");
    refused(PROTOCOL_ERROR, SERVER, V5, "30 03 00 00 00 | neither name nor alias");
    refusedConnect(TOPIC_NAME_INVALID, "04", "06 00 00 00 00 00 00 00 00 | Will Topic \"\"");
    refusedConnect(TOPIC_NAME_INVALID, "04", "06 00 00 00 00 00 01 23 00 00 | Will Topic \"#\"");
  }

  /**
   * [MQTT-4.7.1-1] [MQTT-4.7.1-2] [MQTT-4.7.3-1] [MQTT-4.8.2-1] [MQTT-4.8.2-2] [MQTT3-4.7.1-2]
   * [MQTT3-4.7.1-3].
   */
  @Test
  void topicFiltersThatAreNone() {
    String[] filters = {
      "",
      "a#",
      "#/a",
      "a/#/b",
      "a+",
      "+a/b",
      "a/b+/c",
      "##",
      "++",
      "$share/",
      "$share/g",
      "$share/g/",
      "$share//a",
      "$share/+/a",
      "$share/g#/a"
    };
    for (String filter : filters) {
      byte[] text = filter.getBytes(StandardCharsets.UTF_8);
      String field = String.format("%04X", text.length) + Wire.hex(text).replace(" ", "");
      String length = String.format("%02X", text.length + 5);
      refused(TOPIC_FILTER_INVALID, SERVER, V3_1_1, "82" + length + "0001" + field + "00");
      refused(TOPIC_FILTER_INVALID, SERVER, V5, "A2" + length + "0001" + "00" + field);
    }
  }

  /** [MQTT-2.2.1-3] [MQTT-2.2.1-4] [MQTT3-2.3.1-1]. */
  @Test
  void packetIdentifier0() {
    refused(PROTOCOL_ERROR, SERVER, V3_1_1, "32 05 " + TOPIC + "00 00");
    refused(PROTOCOL_ERROR, CLIENT, V5, "34 06 " + TOPIC + "00 00 00");
    for (String firstByte : new String[] {"40", "50", "62", "70"}) {
      refused(PROTOCOL_ERROR, SERVER, V3_1_1, firstByte + "02 00 00");
      refused(PROTOCOL_ERROR, CLIENT, V5, firstByte + "02 00 00");
    }
    refused(PROTOCOL_ERROR, SERVER, V3_1_1, "82 06 00 00" + TOPIC + "00");
    refused(PROTOCOL_ERROR, SERVER, V3_1_1, "A2 05 00 00" + TOPIC);
    refused(PROTOCOL_ERROR, CLIENT, V3_1_1, "90 03 00 00 00");
    refused(PROTOCOL_ERROR, CLIENT, V3_1_1, "B0 02 00 00");
  }

  /** [MQTT-3.8.3-2] [MQTT-3.10.3-2] [MQTT3-3.8.3-3] [MQTT3-3.10.3-2]. */
  @Test
  void subscribeAndUnsubscribeOfNothing() {
    refused(PROTOCOL_ERROR, SERVER, V3_1_1, "82 02 00 01");
    refused(PROTOCOL_ERROR, SERVER, V5, "82 03 00 01 00");
    refused(PROTOCOL_ERROR, SERVER, V3_1_1, "A2 02 00 01");
    refused(PROTOCOL_ERROR, SERVER, V5, "A2 03 00 01 00");
    refused(MALFORMED_PACKET, CLIENT, V3_1_1, "90 02 00 01");
    refused(MALFORMED_PACKET, CLIENT, V5, "B0 03 00 01 00");
  }

  /** [MQTT-3.8.3-5] [MQTT3-3.8.3-4]. */
  @Test
  void subscriptionOptionsThatAreReserved() {
    for (int bit = 2; bit < 8; bit++) {
      String options = String.format("%02X", 1 << bit);
      refused(MALFORMED_PACKET, SERVER, V3_1_1, "82 06 00 01" + TOPIC + options);
      refused(MALFORMED_PACKET, SERVER, V3_1, "82 06 00 01" + TOPIC + options);
    }
    refused(MALFORMED_PACKET, SERVER, V5, "82 07 00 01 00" + TOPIC + "40");
    refused(MALFORMED_PACKET, SERVER, V5, "82 07 00 01 00" + TOPIC + "80");
    refused(PROTOCOL_ERROR, SERVER, V3_1_1, "82 06 00 01" + TOPIC + "03 | QoS 3");
    refused(PROTOCOL_ERROR, SERVER, V5, "82 07 00 01 00" + TOPIC + "03 | QoS 3");
    refused(PROTOCOL_ERROR, SERVER, V5, "82 07 00 01 00" + TOPIC + "30 | Retain Handling 3");
  }

  /** [MQTT-3.8.3-4]. */
  @Test
  void noLocalOnASharedSubscription() {
    String filter = "00 0A 24 73 68 61 72 65 2F 67 2F 61 | $share/g/a\n";
    refused(PROTOCOL_ERROR, SERVER, V5, "82 10 00 01 00" + filter + "04");
  }

  /** [MQTT-3.2.2-1] [MQTT-3.2.2-6] [MQTT3-3.2.2-4]. */
  @Test
  void connAcksThatContradict() {
    refused(MALFORMED_PACKET, CLIENT, V3_1_1, "20 02 02 00");
    refused(MALFORMED_PACKET, CLIENT, V5, "20 03 80 00 00");
    refused(PROTOCOL_ERROR, CLIENT, V3_1_1, "20 02 01 05");
    refused(PROTOCOL_ERROR, CLIENT, V5, "20 03 01 87 00");
    refused(PROTOCOL_ERROR, CLIENT, V3_1_1, "20 02 00 06 | reserved");
  }

  /**
   * [MQTT-3.2.2-8] [MQTT-3.4.2-1] [MQTT-3.5.2-1] [MQTT-3.6.2-1] [MQTT-3.7.2-1] [MQTT-3.9.3-2]
   * [MQTT-3.11.3-2] [MQTT-3.14.2-1] [MQTT-3.15.2-1] [MQTT3-3.9.3-2].
   */
  @Test
  void reasonCodesOfOtherPacketsOrOfTheOtherEnd() {
    refused(PROTOCOL_ERROR, CLIENT, V5, "20 03 00 8D 00 | CONNACK, Keep Alive timeout");
    refused(PROTOCOL_ERROR, CLIENT, V5, "40 03 00 01 92 | PUBACK, identifier not found");
    refused(PROTOCOL_ERROR, CLIENT, V5, "50 03 00 01 01 | PUBREC, granted QoS 1");
    refused(PROTOCOL_ERROR, CLIENT, V5, "62 03 00 01 80 | PUBREL, unspecified error");
    refused(PROTOCOL_ERROR, CLIENT, V5, "70 03 00 01 91 | PUBCOMP, identifier in use");
    refused(PROTOCOL_ERROR, CLIENT, V5, "90 04 00 01 00 03 | SUBACK, QoS 3");
    refused(PROTOCOL_ERROR, CLIENT, V3_1_1, "90 03 00 01 87 | SUBACK of 3.1.1, not authorized");
    refused(PROTOCOL_ERROR, CLIENT, V5, "B0 04 00 01 00 01 | UNSUBACK, granted QoS 1");
    refused(PROTOCOL_ERROR, SERVER, V5, "E0 01 8B | DISCONNECT, shutting down, by a client");
    refused(PROTOCOL_ERROR, CLIENT, V5, "E0 01 04 | DISCONNECT with Will, by a server");
    refused(PROTOCOL_ERROR, CLIENT, V5, "E0 01 84 | DISCONNECT, unsupported version");
    refused(PROTOCOL_ERROR, SERVER, V5, "F0 06 00 04 15 00 01 6D | AUTH, success, by a client");
    refused(PROTOCOL_ERROR, SERVER, V5, "F0 00 | AUTH, success, by a client");
    refused(PROTOCOL_ERROR, CLIENT, V5, "F0 06 19 04 15 00 01 6D | AUTH, again, by a server");
    refused(PROTOCOL_ERROR, CLIENT, V5, "F0 06 80 04 15 00 01 6D | AUTH, unspecified error");
  }
}
