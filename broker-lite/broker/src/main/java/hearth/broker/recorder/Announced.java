package hearth.broker.recorder;

import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Something that announces itself and is to be recorded.
 *
 * @param name under which it is asked for: the topic, and what of it where that has several
 * @param topic where its values stand
 * @param unit empty where it has none
 * @param value what of a payload is the value; null where it has none of it
 * @param command where it takes orders, or null: who sent the last caused what follows
 * @param availabilities where it is said that it is not there
 */
public record Announced(
    String name,
    TopicName topic,
    SeriesKind kind,
    String unit,
    UnaryOperator<byte[]> value,
    TopicName command,
    List<Availability> availabilities) {
  /** A topic and the payload that says that nobody knows. */
  public record Availability(TopicName topic, String offline) {}
}
