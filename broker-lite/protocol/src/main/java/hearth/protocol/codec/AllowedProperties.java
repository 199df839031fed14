package hearth.protocol.codec;

import static hearth.protocol.packet.Property.*;

import hearth.protocol.packet.Property;

/** Which packet, or the Will in a CONNECT, may carry which properties (table 2.4). */
enum AllowedProperties {
  CONNECT(
      SESSION_EXPIRY_INTERVAL,
      AUTHENTICATION_METHOD,
      AUTHENTICATION_DATA,
      REQUEST_PROBLEM_INFORMATION,
      REQUEST_RESPONSE_INFORMATION,
      RECEIVE_MAXIMUM,
      TOPIC_ALIAS_MAXIMUM,
      USER_PROPERTY,
      MAXIMUM_PACKET_SIZE),
  WILL(
      PAYLOAD_FORMAT_INDICATOR,
      MESSAGE_EXPIRY_INTERVAL,
      CONTENT_TYPE,
      RESPONSE_TOPIC,
      CORRELATION_DATA,
      WILL_DELAY_INTERVAL,
      USER_PROPERTY),
  CONNACK(
      SESSION_EXPIRY_INTERVAL,
      ASSIGNED_CLIENT_IDENTIFIER,
      SERVER_KEEP_ALIVE,
      AUTHENTICATION_METHOD,
      AUTHENTICATION_DATA,
      RESPONSE_INFORMATION,
      SERVER_REFERENCE,
      REASON_STRING,
      RECEIVE_MAXIMUM,
      TOPIC_ALIAS_MAXIMUM,
      MAXIMUM_QOS,
      RETAIN_AVAILABLE,
      USER_PROPERTY,
      MAXIMUM_PACKET_SIZE,
      WILDCARD_SUBSCRIPTION_AVAILABLE,
      SUBSCRIPTION_IDENTIFIER_AVAILABLE,
      SHARED_SUBSCRIPTION_AVAILABLE),
  PUBLISH(
      PAYLOAD_FORMAT_INDICATOR,
      MESSAGE_EXPIRY_INTERVAL,
      CONTENT_TYPE,
      RESPONSE_TOPIC,
      CORRELATION_DATA,
      SUBSCRIPTION_IDENTIFIER,
      TOPIC_ALIAS,
      USER_PROPERTY),
  ACKNOWLEDGEMENT(REASON_STRING, USER_PROPERTY),
  SUBSCRIBE(SUBSCRIPTION_IDENTIFIER, USER_PROPERTY),
  UNSUBSCRIBE(USER_PROPERTY),
  DISCONNECT(SESSION_EXPIRY_INTERVAL, SERVER_REFERENCE, REASON_STRING, USER_PROPERTY),
  AUTH(AUTHENTICATION_METHOD, AUTHENTICATION_DATA, REASON_STRING, USER_PROPERTY);

  private final int allowed;

  AllowedProperties(Property... properties) {
    int bits = 0;
    for (Property property : properties) {
      bits |= 1 << property.ordinal();
    }
    allowed = bits;
  }

  boolean contains(Property property) {
    return (allowed & 1 << property.ordinal()) != 0;
  }

  /** A message carries an identifier for each subscription it matched, a SUBSCRIBE one. */
  boolean mayRepeat(Property property) {
    return property.isRepeatable()
        && (property != SUBSCRIPTION_IDENTIFIER || this == AllowedProperties.PUBLISH);
  }
}
