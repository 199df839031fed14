package hearth.runtime.config;

import hearth.protocol.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What every thing has: a name, and from it a topic.
 *
 * @param where its section, for messages about it
 * @param name unique in the device; a level of its topic
 * @param label what people read; the name where the file gives none
 * @param topic null where it follows from the device's topic and the name
 * @param presentation what Home Assistant is told besides
 */
public record Identity(
    Position where, String name, String label, TopicName topic, Presentation presentation) {
  static final Key<String> NAME =
      Key.required(
          "name",
          Values.text(
              "a name of letters, digits, - and _ such as temperature",
              Pattern.compile("[\\p{L}\\p{N}_-]+")),
          "the last level of its topic");

  static final Key<String> LABEL =
      Key.optional("label", Values.text("a text"), null, "what people read, if not the name");

  static final Key<TopicName> TOPIC =
      Key.optional(
          "topic", Values.topic(), null, "its topic, if not the device's topic and the name");

  /** The keys that all things have, and those of one kind. */
  static Key<?>[] keysWith(List<Key<?>> own) {
    List<Key<?>> keys = new ArrayList<>(List.of(NAME, LABEL, TOPIC));
    keys.addAll(Presentation.KEYS);
    keys.addAll(own);
    return keys.toArray(Key<?>[]::new);
  }

  static Identity of(SectionValues form) {
    String label = form.has(LABEL) ? form.get(LABEL) : form.get(NAME);
    return new Identity(
        form.position(), form.get(NAME), label, form.get(TOPIC), Presentation.of(form));
  }

  /** The topic of its state or reading in a device. */
  public TopicName topicIn(DeviceSettings device) {
    return topic != null ? topic : TopicName.of(device.topic() + "/" + name);
  }

  /** The same thing in another line of the file is the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Identity that
        && name.equals(that.name)
        && label.equals(that.label)
        && Objects.equals(topic, that.topic)
        && presentation.equals(that.presentation);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, label, topic, presentation);
  }
}
