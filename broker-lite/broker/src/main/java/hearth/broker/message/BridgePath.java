package hearth.broker.message;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.UserProperty;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * The brokers that a message came by, as a user property: {@code hearth-path: house-7,house-8}. A
 * message that came by a bridge leaves by none, unless it may pass through, and then by none that
 * it came by already: a ring of three brokers would make copies without end.
 */
public final class BridgePath {
  /** The name of the user property. */
  public static final String PROPERTY = "hearth-path";

  private BridgePath() {}

  /** The path of a message; empty where it came by no bridge. */
  public static String of(Properties properties) {
    for (UserProperty each : properties.userProperties()) {
      if (each.name().equals(PROPERTY)) {
        return each.value();
      }
    }
    return "";
  }

  /** The same of a message that the broker has taken. */
  public static String of(Message message) {
    ByteBuffer in = ByteBuffer.wrap(message.properties());
    while (in.hasRemaining()) {
      byte property = in.get();
      if (property == Property.PAYLOAD_FORMAT_INDICATOR.identifier()) {
        in.get();
      } else if (property != Property.USER_PROPERTY.identifier()) {
        text(in);
      } else if (text(in).equals(PROPERTY)) {
        return text(in);
      } else {
        text(in);
      }
    }
    return "";
  }

  /** A string, a binary, or a half of a user property: two bytes of length, then as many. */
  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xFFFF];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Whether one of these brokers is on the path. */
  public static boolean passes(String path, Set<String> brokers) {
    return Arrays.stream(path.split(",")).anyMatch(brokers::contains);
  }

  /** The path with one more. */
  public static String extended(String path, String broker) {
    return path.isEmpty() ? broker : path + "," + broker;
  }

  /**
   * What the message takes along: all but what belongs to a connection, with this path.
   *
   * @param path empty for none
   */
  public static Properties along(Properties properties, String path) {
    Properties.Builder kept = Properties.builder();
    properties.forEach(
        (property, value) -> {
          boolean isOfConnection =
              property == Property.SUBSCRIPTION_IDENTIFIER || property == Property.TOPIC_ALIAS;
          boolean isPath = value instanceof UserProperty user && user.name().equals(PROPERTY);
          if (!isOfConnection && !isPath) {
            kept.add(property, value);
          }
        });
    return path.isEmpty() ? kept.build() : kept.user(PROPERTY, path).build();
  }

  /** The packet of another broker's bridge, which before 5.0 says itself that it is one. */
  public static Publish marked(Publish publish, String bridge) {
    return new Publish(
        publish.dup(),
        publish.qos(),
        publish.retain(),
        publish.topic(),
        publish.packetIdentifier(),
        along(publish.properties(), extended(of(publish.properties()), bridge)),
        publish.payload());
  }
}
