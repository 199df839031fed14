package hearth.runtime.config;

import hearth.protocol.topic.TopicName;
import java.nio.file.Path;
import java.util.Map;

/**
 * The section {@code device}.
 *
 * @param name what people read
 * @param topic what the topics of its things start with
 * @param states the file of what outputs were last; null where nobody wants to know
 * @param discoveryPrefix what the topics start with by which Home Assistant finds devices
 */
public record DeviceSettings(
    String name, TopicName topic, Path states, Discovery discovery, TopicName discoveryPrefix) {

  /** Whether Home Assistant finds the device by itself. */
  public enum Discovery {
    ON,
    /** It is not told of the device; what it was told before stays. */
    OFF,
    /** It is to forget the device. */
    CLEAN
  }

  private static final Key<String> NAME =
      Key.optional("name", Values.text("a text"), null, "what people read");

  private static final Key<TopicName> TOPIC =
      Key.required("topic", Values.topic(), "what the topics of its things start with");

  private static final Key<Path> STATES =
      Key.optional(
          "states", Values.path("a file"), null, "the file of what outputs were last, for restore");

  private static final Key<Discovery> DISCOVERY =
      Key.optional(
          "discovery",
          Values.oneOf(
              Map.of(
                  "on", Discovery.ON,
                  "yes", Discovery.ON,
                  "true", Discovery.ON,
                  "off", Discovery.OFF,
                  "no", Discovery.OFF,
                  "false", Discovery.OFF,
                  "clean", Discovery.CLEAN)),
          Discovery.ON,
          "whether Home Assistant finds it by itself");

  private static final Key<TopicName> DISCOVERY_PREFIX =
      Key.optional(
          "discovery_prefix",
          Values.topic(),
          TopicName.of("homeassistant"),
          "Home Assistant's own prefix for that");

  static final Schema<DeviceSettings> SCHEMA =
      new Schema<>(
          "a device",
          form -> {
            TopicName topic = form.get(TOPIC);
            String name = form.has(NAME) ? form.get(NAME) : topic.toString();
            return new DeviceSettings(
                name, topic, form.get(STATES), form.get(DISCOVERY), form.get(DISCOVERY_PREFIX));
          },
          NAME,
          TOPIC,
          STATES,
          DISCOVERY,
          DISCOVERY_PREFIX);

  /** Where {@code online} and {@code offline} stand, retained. */
  public TopicName availabilityTopic() {
    return TopicName.of(topic + "/availability");
  }
}
