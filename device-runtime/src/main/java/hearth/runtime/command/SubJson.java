package hearth.runtime.command;

import hearth.client.ReceivedMessage;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.UserProperty;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

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

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean pretty;
  private int depth;
  private boolean first = true;

  private SubJson(boolean pretty) {
    this.pretty = pretty;
  }

  /**
   * The object.
   *
   * @param quoted whether the payload becomes a string; else it stands as it is, being JSON
   */
  static byte[] of(ReceivedMessage message, ZonedDateTime now, boolean quoted, boolean pretty) {
    SubJson json = new SubJson(pretty);
    json.open();
    json.name("tst").string(TIME.format(now));
    json.name("topic").string(message.topic().toString());
    json.name("qos").raw("" + message.qos().level());
    json.name("retain").raw(message.retain() ? "1" : "0");
    json.name("payloadlen").raw("" + message.payload().length);
    if (message.qos() != QoS.AT_MOST_ONCE) {
      json.name("mid").raw("" + message.packetIdentifier());
    }
    if (!message.properties().isEmpty()) {
      json.properties(message.properties());
    }
    json.name("payload").payload(message.payload(), quoted);
    json.close();
    return json.out.toByteArray();
  }

  private void payload(byte[] payload, boolean quoted) {
    if (payload.length == 0) {
      raw("null");
    } else if (quoted) {
      string(new String(payload, StandardCharsets.UTF_8));
    } else {
      out.writeBytes(payload);
    }
  }

  private void properties(Properties properties) {
    name("properties").open();
    List<UserProperty> own = properties.userProperties();
    if (!own.isEmpty()) {
      name("user-properties").open();
      own.forEach(property -> name(property.name()).string(property.value()));
      close();
    }
    for (Property property : ORDER) {
      if (properties.has(property)) {
        name(PubSubProperties.name(property)).value(properties, property);
      }
    }
    close();
  }

  private void value(Properties properties, Property property) {
    switch (property.type()) {
      case UTF_8_STRING -> string(properties.text(property));
      case BINARY_DATA -> string(new String(properties.binary(property), StandardCharsets.UTF_8));
      default -> raw("" + properties.number(property, 0));
    }
  }

  private void open() {
    raw("{");
    depth++;
    first = true;
  }

  private void close() {
    depth--;
    newLine();
    raw("}");
    first = false;
  }

  private SubJson name(String name) {
    raw(first ? "" : ",");
    newLine();
    first = false;
    string(name);
    raw(pretty ? ":\t" : ":");
    return this;
  }

  private void newLine() {
    raw(pretty ? "\n" + "\t".repeat(depth) : "");
  }

  private void raw(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void string(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : "" + c);
      }
    }
    raw(quoted.append('"').toString());
  }
}
