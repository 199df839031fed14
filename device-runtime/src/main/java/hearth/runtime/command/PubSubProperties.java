package hearth.runtime.command;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.UserProperty;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Properties of MQTT 5.0 as {@code -D} of mosquitto_pub and mosquitto_sub takes them: {@code -D
 * PACKET NAME VALUE}, or {@code -D PACKET user-property NAME VALUE}.
 */
final class PubSubProperties {
  /** Which packet a property is for. */
  enum Target {
    CONNECT,
    PUBLISH,
    SUBSCRIBE,
    UNSUBSCRIBE,
    DISCONNECT,
    WILL
  }

  private final Map<Target, Properties> byTarget = new EnumMap<>(Target.class);

  Properties of(Target target) {
    return byTarget.getOrDefault(target, Properties.NONE);
  }

  boolean isEmpty() {
    return byTarget.isEmpty();
  }

  private void add(Target target, Property property, Object value) {
    byTarget.put(target, of(target).with(property, value));
  }

  /** Takes three or four words of the command line, whatever they begin with. */
  static final class Words implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      PubSubProperties properties = option.getValue();
      if (properties == null) {
        properties = new PubSubProperties();
        option.setValue(properties);
      }
      try {
        take(words, properties);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command.commandLine(), e.getMessage());
      }
    }

    private static void take(Stack<String> words, PubSubProperties properties) {
      Target target = target(next(words));
      Property property = property(next(words));
      String word = next(words);
      Object value =
          switch (property.type()) {
            case UTF_8_STRING -> word;
            case UTF_8_STRING_PAIR -> new UserProperty(word, next(words));
            case BINARY_DATA -> word.getBytes(StandardCharsets.UTF_8);
            default -> number(property, word);
          };
      properties.add(target, property, value);
    }

    private static String next(Stack<String> words) {
      if (words.isEmpty()) {
        throw new IllegalArgumentException(
            "-D needs a packet, a property and a value, such as: -D publish content-type text");
      }
      return words.pop();
    }

    private static Target target(String word) {
      try {
        return Target.valueOf(word.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "-D "
                + word
                + ": the packet is one of connect, publish, subscribe, unsubscribe, disconnect"
                + " and will",
            e);
      }
    }

    private static Property property(String word) {
      try {
        return Property.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "-D: there is no property '" + word + "'; names are such as content-type", e);
      }
    }

    private static Long number(Property property, String word) {
      try {
        return Long.parseLong(word);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "-D: the property " + PubSubProperties.name(property) + " is a number, not " + word, e);
      }
    }
  }

  /** The name of a property as people write it. */
  static String name(Property property) {
    return property.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
