package hearth.protocol.codec;

import static hearth.protocol.packet.ReasonCode.*;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.ReasonCode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which packet may carry which Reason Code, and from whom (table 2.6 and those of chapter 3). Value
 * 0 has three names; each packet's own stands here and is what its decoder yields.
 */
final class AllowedReasonCodes {
  private static final Map<PacketType, List<ReasonCode>> ALL = new EnumMap<>(PacketType.class);
  private static final Map<PacketType, Set<ReasonCode>> ONLY_SERVER =
      new EnumMap<>(PacketType.class);
  private static final Map<PacketType, Set<ReasonCode>> ONLY_CLIENT =
      new EnumMap<>(PacketType.class);

  static {
    // [MQTT-3.2.2-8]
    allow(
        PacketType.CONNACK,
        SUCCESS,
        UNSPECIFIED_ERROR,
        MALFORMED_PACKET,
        PROTOCOL_ERROR,
        IMPLEMENTATION_SPECIFIC_ERROR,
        UNSUPPORTED_PROTOCOL_VERSION,
        CLIENT_IDENTIFIER_NOT_VALID,
        BAD_USER_NAME_OR_PASSWORD,
        NOT_AUTHORIZED,
        SERVER_UNAVAILABLE,
        SERVER_BUSY,
        BANNED,
        BAD_AUTHENTICATION_METHOD,
        TOPIC_NAME_INVALID,
        PACKET_TOO_LARGE,
        QUOTA_EXCEEDED,
        PAYLOAD_FORMAT_INVALID,
        RETAIN_NOT_SUPPORTED,
        QOS_NOT_SUPPORTED,
        USE_ANOTHER_SERVER,
        SERVER_MOVED,
        CONNECTION_RATE_EXCEEDED);
    // [MQTT-3.4.2-1] [MQTT-3.5.2-1]. 0x10 is a server's word, but Mosquitto's bridge says it for
    // each
    // message without a subscriber on its side.
    for (PacketType type : List.of(PacketType.PUBACK, PacketType.PUBREC)) {
      allow(
          type,
          SUCCESS,
          NO_MATCHING_SUBSCRIBERS,
          UNSPECIFIED_ERROR,
          IMPLEMENTATION_SPECIFIC_ERROR,
          NOT_AUTHORIZED,
          TOPIC_NAME_INVALID,
          PACKET_IDENTIFIER_IN_USE,
          QUOTA_EXCEEDED,
          PAYLOAD_FORMAT_INVALID);
    }
    // [MQTT-3.6.2-1] [MQTT-3.7.2-1]
    allow(PacketType.PUBREL, SUCCESS, PACKET_IDENTIFIER_NOT_FOUND);
    allow(PacketType.PUBCOMP, SUCCESS, PACKET_IDENTIFIER_NOT_FOUND);
    // [MQTT-3.9.3-2]
    allow(
        PacketType.SUBACK,
        GRANTED_QOS_0,
        GRANTED_QOS_1,
        GRANTED_QOS_2,
        UNSPECIFIED_ERROR,
        IMPLEMENTATION_SPECIFIC_ERROR,
        NOT_AUTHORIZED,
        TOPIC_FILTER_INVALID,
        PACKET_IDENTIFIER_IN_USE,
        QUOTA_EXCEEDED,
        SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
        SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
        WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
    // [MQTT-3.11.3-2]
    allow(
        PacketType.UNSUBACK,
        SUCCESS,
        NO_SUBSCRIPTION_EXISTED,
        UNSPECIFIED_ERROR,
        IMPLEMENTATION_SPECIFIC_ERROR,
        NOT_AUTHORIZED,
        TOPIC_FILTER_INVALID,
        PACKET_IDENTIFIER_IN_USE);
    allowDisconnect();
    // [MQTT-3.15.2-1]
    allow(PacketType.AUTH, SUCCESS, CONTINUE_AUTHENTICATION, RE_AUTHENTICATE);
    ONLY_SERVER.put(PacketType.AUTH, EnumSet.of(SUCCESS));
    ONLY_CLIENT.put(PacketType.AUTH, EnumSet.of(RE_AUTHENTICATE));
  }

  private AllowedReasonCodes() {}

  /** [MQTT-3.14.2-1]. */
  private static void allowDisconnect() {
    Set<ReasonCode> onlyServer =
        EnumSet.of(
            NOT_AUTHORIZED,
            SERVER_BUSY,
            SERVER_SHUTTING_DOWN,
            KEEP_ALIVE_TIMEOUT,
            SESSION_TAKEN_OVER,
            TOPIC_FILTER_INVALID,
            RETAIN_NOT_SUPPORTED,
            QOS_NOT_SUPPORTED,
            USE_ANOTHER_SERVER,
            SERVER_MOVED,
            SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
            CONNECTION_RATE_EXCEEDED,
            MAXIMUM_CONNECT_TIME,
            SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
            WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
    Set<ReasonCode> both =
        EnumSet.of(
            NORMAL_DISCONNECTION,
            DISCONNECT_WITH_WILL_MESSAGE,
            UNSPECIFIED_ERROR,
            MALFORMED_PACKET,
            PROTOCOL_ERROR,
            IMPLEMENTATION_SPECIFIC_ERROR,
            TOPIC_NAME_INVALID,
            RECEIVE_MAXIMUM_EXCEEDED,
            TOPIC_ALIAS_INVALID,
            PACKET_TOO_LARGE,
            MESSAGE_RATE_TOO_HIGH,
            QUOTA_EXCEEDED,
            ADMINISTRATIVE_ACTION,
            PAYLOAD_FORMAT_INVALID);
    List<ReasonCode> all = new ArrayList<>(both);
    all.addAll(onlyServer);
    ALL.put(PacketType.DISCONNECT, all);
    ONLY_SERVER.put(PacketType.DISCONNECT, onlyServer);
    ONLY_CLIENT.put(PacketType.DISCONNECT, EnumSet.of(DISCONNECT_WITH_WILL_MESSAGE));
  }

  private static void allow(PacketType type, ReasonCode... codes) {
    ALL.put(type, List.of(codes));
  }

  /** The code of a value that was read, where this packet may carry it to this reader. */
  static ReasonCode read(PacketType type, int value, Role reads) throws MqttProtocolException {
    Set<ReasonCode> refused =
        (reads == Role.SERVER ? ONLY_SERVER : ONLY_CLIENT).getOrDefault(type, Set.of());
    for (ReasonCode code : ALL.get(type)) {
      if (code.value() == value && !refused.contains(code)) {
        return code;
      }
    }
    throw ProtocolErrors.protocolError(
        String.format("Reason Code 0x%02X is not for %s, or not from this end", value, type));
  }

  /**
   * The value of a code to be written.
   *
   * @throws IllegalArgumentException where neither end may send it in this packet
   */
  static int write(PacketType type, ReasonCode code) {
    for (ReasonCode allowed : ALL.get(type)) {
      if (allowed.value() == code.value()) {
        return code.value();
      }
    }
    throw new IllegalArgumentException(type + " cannot carry Reason Code " + code);
  }
}
