package hearth.runtime.homie;

import hearth.protocol.topic.TopicName;
import hearth.runtime.entity.Property;
import hearth.runtime.entity.ValueType;
import hearth.runtime.entity.ValueType.Kind;
import hearth.runtime.entity.ValueType.Range;
import hearth.runtime.json.JsonWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A property of a node: a value of a thing in Homie's words.
 *
 * @param state of the entity that it is of
 */
record NodeProperty(String node, String id, Property property, Property state) {
  /** Where the value stands, behind the device's topic: {@code light/state}. */
  String topic() {
    return node + "/" + id;
  }

  /** Where the thing publishes the value. */
  TopicName source() {
    return property.topic();
  }

  /** Where the thing takes commands for it; null where it cannot be set. */
  TopicName command() {
    return property.commandTopic();
  }

  private ValueType type() {
    return property.type();
  }

  /**
   * Whether 0 stands here while its entity is off: who sets a brightness of 0 wants to read that
   * back (Homie 5, "the value must be reflected"), where the thing itself keeps the last one.
   */
  boolean isZeroWhileOff() {
    return property != state
        && type().kind() == Kind.NUMBER
        && type().range() != null
        && type().range().lowest() == 0
        && state.type().kind() == Kind.FLAG;
  }

  /** Whether a payload on the topic of the state means that its entity is off. */
  boolean isOff(String payloadOfState) {
    return payloadOfState.equals(state.type().no());
  }

  /** A payload of the thing in Homie's words. */
  String toHomie(String payload) {
    return switch (type().kind()) {
      case FLAG -> Boolean.toString(payload.equals(type().yes()));
      case NUMBER -> type().range() == null ? payload : rounded(payload);
      case ELAPSED, CHOICE, EVENT -> payload;
    };
  }

  /** What a thing makes of a payload that came to be set; null where Homie does not know it. */
  String fromHomie(String payload) {
    return switch (type().kind()) {
      case FLAG ->
          switch (payload) {
            case "true" -> type().yes();
            case "false" -> type().no();
            default -> null;
          };
      case NUMBER -> type().range() == null ? payload : rounded(payload);
      case CHOICE -> type().options().contains(payload) ? payload : null;
      case ELAPSED, EVENT -> payload;
    };
  }

  /**
   * The next number on a step, those between two upwards (Homie 5, "floor(x + 0.5)"); what is none
   * or out of range stays as it is, for the thing to refuse.
   */
  private String rounded(String payload) {
    Range range = type().range();
    try {
      BigDecimal lowest = BigDecimal.valueOf(range.lowest());
      BigDecimal step = BigDecimal.valueOf(range.step());
      BigDecimal asked = new BigDecimal(payload.strip());
      if (asked.compareTo(lowest) < 0 || asked.doubleValue() > range.highest()) {
        return payload;
      }
      BigDecimal steps = asked.subtract(lowest).divide(step, 0, RoundingMode.HALF_UP);
      BigDecimal rounded = steps.multiply(step).add(lowest);
      BigDecimal within = rounded.min(BigDecimal.valueOf(range.highest()));
      return within.signum() == 0 ? "0" : within.stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return payload;
    }
  }

  private String datatype() {
    return switch (type().kind()) {
      case NUMBER -> type().range() != null && type().decimals() == 0 ? "integer" : "float";
      case ELAPSED -> "float";
      case FLAG -> "boolean";
      case CHOICE, EVENT -> "enum";
    };
  }

  /** What the datatype allows; null where that is not told. */
  private String format() {
    return switch (type().kind()) {
      case NUMBER -> type().range() == null ? null : format(type().range());
      case ELAPSED -> null;
      case FLAG -> type().no() + "," + type().yes();
      case CHOICE, EVENT -> String.join(",", type().options());
    };
  }

  private static String format(Range range) {
    String step = range.step() == 1 ? "" : ":" + text(range.step());
    return text(range.lowest()) + ":" + text(range.highest()) + step;
  }

  private static String text(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  void writeTo(JsonWriter json) {
    json.name(id).beginObject().member("datatype", datatype());
    if (format() != null) {
      json.member("format", format());
    }
    if (!type().unit().isEmpty()) {
      json.member("unit", type().unit());
    }
    if (property.isSettable()) {
      json.name("settable").bool(true);
    }
    if (type().kind() == Kind.EVENT) {
      json.name("retained").bool(false);
    }
    json.endObject();
  }
}
