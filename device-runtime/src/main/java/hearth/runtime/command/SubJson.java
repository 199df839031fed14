package hearth.runtime.command;

import hearth.client.ReceivedMessage;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.UserProperty;
import hearth.runtime.json.JsonText;
import hearth.runtime.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A message as the JSON object of mosquitto_sub's {@code %j} and {@code %J}. */
final class SubJson {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'xx", Locale.ROOT);

  /** Properties of a PUBLISH in the order of mosquitto_sub, but for the User Properties. */
  private static final List<Property> ORDER =
      List.of(
          Property.CONTENT_TYPE,
          Property.RESPONSE_TOPIC,
          Property.CORRELATION_DATA,
          Property.PAYLOAD_FORMAT_INDICATOR,
          Property.TOPIC_ALIAS,
          Property.MESSAGE_EXPIRY_INTERVAL,
          Property.SUBSCRIPTION_IDENTIFIER);

  private SubJson() {}

  /** The object, the payload being a string. */
  static byte[] of(ReceivedMessage message, ZonedDateTime now, boolean pretty) {
    byte[] payload = message.payload();
    return object(
        message, now, pretty, json -> json.string(new String(payload, StandardCharsets.UTF_8)));
  }

  /** The object, the payload standing as it is; null where that is not JSON. */
  static byte[] withJson(ReceivedMessage message, ZonedDateTime now, boolean pretty) {
    if (message.payload().length == 0) {
      return of(message, now, pretty);
    }
    byte[] payload = JsonText.compact(message.payload());
    return payload == null ? null : object(message, now, pretty, json -> json.raw(payload));
  }

  private static byte[] object(
      ReceivedMessage message, ZonedDateTime now, boolean pretty, Consumer<JsonWriter> payload) {
    JsonWriter json = new JsonWriter(pretty).beginObject();
    json.member("tst", TIME.format(now));
    json.member("topic", message.topic().toString());
    json.name("qos").number(message.qos().level());
    json.name("retain").number(message.retain() ? 1 : 0);
    json.name("payloadlen").number(message.payload().length);
    if (message.qos() != QoS.AT_MOST_ONCE) {
      json.name("mid").number(message.packetIdentifier());
    }
    if (!message.properties().isEmpty()) {
      properties(message.properties(), json);
    }
    json.name("payload");
    if (message.payload().length == 0) {
      json.nothing();
    } else {
      payload.accept(json);
    }
    return json.endObject().toBytes();
  }

  private static void properties(Properties properties, JsonWriter json) {
    json.name("properties").beginObject();
    List<UserProperty> own = properties.userProperties();
    if (!own.isEmpty()) {
      json.name("user-properties").beginObject();
      own.forEach(property -> json.member(property.name(), property.value()));
      json.endObject();
    }
    for (Property property : ORDER) {
      if (properties.has(property)) {
        value(properties, property, json.name(PubSubProperties.name(property)));
      }
    }
    json.endObject();
  }

  private static void value(Properties properties, Property property, JsonWriter json) {
    switch (property.type()) {
      case UTF_8_STRING -> json.string(properties.text(property));
      case BINARY_DATA ->
          json.string(new String(properties.binary(property), StandardCharsets.UTF_8));
      default -> json.number(properties.number(property, 0));
    }
  }
}
