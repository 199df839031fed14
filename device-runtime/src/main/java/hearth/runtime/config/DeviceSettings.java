package hearth.runtime.config;

import hearth.protocol.topic.TopicName;

/**
 * The section {@code device}.
 *
 * @param name what people read
 * @param topic what the topics of its things start with
 */
public record DeviceSettings(String name, TopicName topic) {
  private static final Key<String> NAME =
      Key.optional("name", Values.text("a text"), null, "what people read");

  private static final Key<TopicName> TOPIC =
      Key.required("topic", Values.topic(), "what the topics of its things start with");

  static final Schema<DeviceSettings> SCHEMA =
      new Schema<>(
          "a device",
          form -> {
            TopicName topic = form.get(TOPIC);
            return new DeviceSettings(form.has(NAME) ? form.get(NAME) : topic.toString(), topic);
          },
          NAME,
          TOPIC);

  /** Where {@code online} and {@code offline} stand, retained. */
  public TopicName availabilityTopic() {
    return TopicName.of(topic + "/availability");
  }
}
