package hearth.runtime.config;

import hearth.protocol.topic.TopicName;
import java.nio.file.Path;

/**
 * The section {@code device}.
 *
 * @param name what people read
 * @param topic what the topics of its things start with
 * @param states the file of what outputs were last; null where nobody wants to know
 */
public record DeviceSettings(String name, TopicName topic, Path states) {
  private static final Key<String> NAME =
      Key.optional("name", Values.text("a text"), null, "what people read");

  private static final Key<TopicName> TOPIC =
      Key.required("topic", Values.topic(), "what the topics of its things start with");

  private static final Key<Path> STATES =
      Key.optional(
          "states", Values.path("a file"), null, "the file of what outputs were last, for restore");

  static final Schema<DeviceSettings> SCHEMA =
      new Schema<>(
          "a device",
          form -> {
            TopicName topic = form.get(TOPIC);
            String name = form.has(NAME) ? form.get(NAME) : topic.toString();
            return new DeviceSettings(name, topic, form.get(STATES));
          },
          NAME,
          TOPIC,
          STATES);

  /** Where {@code online} and {@code offline} stand, retained. */
  public TopicName availabilityTopic() {
    return TopicName.of(topic + "/availability");
  }
}
