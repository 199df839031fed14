package hearth.client;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** What a server's Reason Code means for the person who has to do something about it. */
final class ReasonTexts {
  private static final Map<ReasonCode, String> MEANINGS = new EnumMap<>(ReasonCode.class);

  static {
    mean(ReasonCode.MALFORMED_PACKET, "it could not read the packet");
    mean(ReasonCode.PROTOCOL_ERROR, "it sees an error in the protocol");
    mean(
        ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
        "it does not speak this version of MQTT; choose another");
    mean(
        ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
        "it does not accept the Client Identifier; choose another");
    mean(
        ReasonCode.BAD_USER_NAME_OR_PASSWORD,
        "the user name or the password is wrong, or one is needed; check both");
    mean(
        ReasonCode.NOT_AUTHORIZED,
        "not authorized; check user name, password and what the server allows this user");
    mean(ReasonCode.SERVER_UNAVAILABLE, "it is not available now; try again later");
    mean(ReasonCode.SERVER_BUSY, "it is busy; try again later");
    mean(ReasonCode.BANNED, "this client is banned; ask who runs the server");
    mean(ReasonCode.SERVER_SHUTTING_DOWN, "it is shutting down");
    mean(
        ReasonCode.BAD_AUTHENTICATION_METHOD,
        "it does not support the Authentication Method; choose another");
    mean(ReasonCode.KEEP_ALIVE_TIMEOUT, "it heard nothing for one and a half Keep Alives");
    mean(
        ReasonCode.SESSION_TAKEN_OVER,
        "another client connected with the same Client Identifier; each needs its own");
    mean(ReasonCode.TOPIC_FILTER_INVALID, "it does not accept the Topic Filter");
    mean(ReasonCode.TOPIC_NAME_INVALID, "it does not accept the Topic Name");
    mean(ReasonCode.PACKET_TOO_LARGE, "the packet is too large for it");
    mean(ReasonCode.MESSAGE_RATE_TOO_HIGH, "the messages come too fast; send fewer");
    mean(ReasonCode.QUOTA_EXCEEDED, "a limit of the server is reached");
    mean(ReasonCode.ADMINISTRATIVE_ACTION, "its administrator ended the connection");
    mean(ReasonCode.PAYLOAD_FORMAT_INVALID, "the payload is not of the format it is said to be");
    mean(ReasonCode.RETAIN_NOT_SUPPORTED, "it does not keep retained messages");
    mean(ReasonCode.QOS_NOT_SUPPORTED, "it does not support this QoS; choose a lower one");
    mean(ReasonCode.USE_ANOTHER_SERVER, "it asks to use another server for now");
    mean(ReasonCode.SERVER_MOVED, "the server has moved; use its new address");
    mean(ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, "it has no Shared Subscriptions");
    mean(ReasonCode.CONNECTION_RATE_EXCEEDED, "too many clients connect at once; try again later");
    mean(ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED, "it allows no wildcards");
    mean(ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, "it has no Subscription Identifiers");
  }

  private ReasonTexts() {}

  private static void mean(ReasonCode code, String meaning) {
    MEANINGS.put(code, meaning);
  }

  static MqttException refused(ConnAck connAck) {
    return of("the server refused the connection", connAck.reasonCode(), connAck.properties());
  }

  static MqttException disconnected(Disconnect disconnect) {
    return of("the server ended the connection", disconnect.reasonCode(), disconnect.properties());
  }

  /**
   * What happened, why by the Reason Code, and what the server adds.
   *
   * @param what as "the server refused the connection"
   */
  static MqttException of(String what, ReasonCode code, Properties said) {
    StringBuilder text = new StringBuilder(what);
    String meaning = MEANINGS.get(code);
    if (meaning != null) {
      text.append(": ").append(meaning);
    } else {
      text.append(" (").append(code.name().toLowerCase(Locale.ROOT).replace('_', ' ')).append(')');
    }
    append(text, said.text(Property.REASON_STRING), "; it says: ");
    append(text, said.text(Property.SERVER_REFERENCE), "; the other server is ");
    return new MqttException(text.toString(), code);
  }

  private static void append(StringBuilder text, String value, String before) {
    if (value != null) {
      text.append(before).append(value);
    }
  }

  /** The failure of a future as the client's own exception. */
  static MqttException unwrap(Throwable failure) {
    Throwable inner =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return inner instanceof MqttException own
        ? own
        : new MqttException("unexpected: " + inner, inner);
  }
}
