package hearth.runtime.config;

import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The section {@code fleet}: how this Hearth says how it is, where it is one of many.
 *
 * @param name nobody else in the fleet has it
 * @param prefix what the topics of all of the fleet begin with
 * @param every the longest time from one message to the next
 */
public record FleetSettings(String name, TopicName prefix, Duration every) {
  private static final Key<String> NAME =
      Key.required(
          "name",
          Values.text(
              "a name of letters, digits, - and _ such as house-7",
              Pattern.compile("[\\p{L}\\p{N}_-]+")),
          "what this Hearth is called among the others");

  private static final Key<TopicName> PREFIX =
      Key.optional(
          "prefix", Values.topic(), TopicName.of("fleet"), "what the topics of all begin with");

  private static final Key<Duration> EVERY =
      Key.optional(
          "every",
          Values.duration(Duration.ofMinutes(1), Duration.ofHours(1)),
          Duration.ofMinutes(5),
          "the longest time from one message to the next");

  static final Schema<FleetSettings> SCHEMA =
      new Schema<>(
              "a member of a fleet",
              form -> new FleetSettings(form.get(NAME), form.get(PREFIX), form.get(EVERY)),
              NAME,
              PREFIX,
              EVERY)
          .orJust(NAME);

  /** Where it says how it is, retained. */
  public TopicName healthTopic() {
    return TopicName.of(prefix + "/" + name + "/hearth");
  }
}
