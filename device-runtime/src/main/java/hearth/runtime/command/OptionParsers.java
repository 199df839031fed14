package hearth.runtime.command;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How words of the command line of {@code hearth pub} and {@code hearth sub} are read. */
final class OptionParsers {
  /** The Session Expiry Interval of a session that never expires. */
  static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

  private OptionParsers() {}

  /** Takes the next word as it is, also one that looks like an option: a payload may. */
  static final class Word implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      if (words.isEmpty()) {
        throw new ParameterException(
            command.commandLine(), "Missing required parameter for option " + option);
      }
      if (option.typeInfo().isCollection()) {
        List<String> values = option.getValue();
        values.add(words.pop());
      } else {
        option.setValue(words.pop());
      }
    }
  }

  /** Reads 0, 1 or 2. */
  static final class QosConverter implements ITypeConverter<QoS> {
    @Override
    public QoS convert(String text) {
      try {
        return QoS.of(Integer.parseInt(text));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("QoS is 0, 1 or 2, not '" + text + "'");
      }
    }
  }

  /** Reads the names that Mosquitto has for versions. */
  static final class VersionConverter implements ITypeConverter<MqttVersion> {
    private static final Map<String, MqttVersion> NAMES =
        Map.of(
            "31", MqttVersion.V3_1,
            "mqttv31", MqttVersion.V3_1,
            "311", MqttVersion.V3_1_1,
            "mqttv311", MqttVersion.V3_1_1,
            "5", MqttVersion.V5,
            "mqttv5", MqttVersion.V5);

    @Override
    public MqttVersion convert(String text) {
      MqttVersion version = NAMES.get(text);
      if (version == null) {
        throw new TypeConversionException("the version is 5, 311 or 31, not '" + text + "'");
      }
      return version;
    }
  }

  /** Reads seconds, or for ever. */
  static final class ExpiryConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (text.equals("∞") || text.equals("-1")) {
        return NEVER_EXPIRES;
      }
      try {
        long seconds = Long.parseLong(text);
        if (seconds >= 0 && seconds <= NEVER_EXPIRES) {
          return seconds;
        }
      } catch (NumberFormatException e) {
        // said below, with the range
      }
      throw new TypeConversionException(
          "the session expires after 0 to 4294967295 seconds, -1 being never, not '" + text + "'");
    }
  }
}
