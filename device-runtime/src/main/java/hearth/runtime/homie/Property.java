package hearth.runtime.homie;

import hearth.protocol.topic.TopicName;
import hearth.runtime.json.JsonWriter;
import java.util.function.UnaryOperator;

/**
 * A property of a node: a value of a thing in Homie's words.
 *
 * @param topic where the value stands, behind the device's topic: {@code light/state}
 * @param datatype {@code float}, {@code integer}, {@code boolean} or {@code enum}
 * @param format what the datatype allows; null where that is not told
 * @param unit null where it has none
 * @param source where the thing publishes the value
 * @param command where the thing takes commands for it; null where it cannot be set
 * @param inHomie the payload of a thing in Homie's words
 */
record Property(
    String node,
    String id,
    String datatype,
    String format,
    String unit,
    boolean retained,
    TopicName source,
    TopicName command,
    UnaryOperator<String> inHomie) {

  String topic() {
    return node + "/" + id;
  }

  /** What a thing makes of a payload that came to be set; null where Homie does not know it. */
  String fromHomie(String payload) {
    if (!datatype.equals("boolean")) {
      return payload;
    }
    return switch (payload) {
      case "true" -> "ON";
      case "false" -> "OFF";
      default -> null;
    };
  }

  void writeTo(JsonWriter json) {
    json.name(id).beginObject().member("datatype", datatype);
    if (format != null) {
      json.member("format", format);
    }
    if (unit != null && !unit.isEmpty()) {
      json.member("unit", unit);
    }
    if (command != null) {
      json.name("settable").bool(true);
    }
    if (!retained) {
      json.name("retained").bool(false);
    }
    json.endObject();
  }
}
