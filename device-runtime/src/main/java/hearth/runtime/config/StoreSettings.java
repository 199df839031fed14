package hearth.runtime.config;

import hearth.broker.journal.DurabilityRules;
import hearth.broker.journal.DurabilityRules.Mode;
import hearth.protocol.topic.TopicFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The store of the broker.
 *
 * @param folder of what survives a restart
 * @param durability what may be lost, by topic
 * @param retainedFlush how long retained messages of QoS 0 are gathered before they are written
 */
public record StoreSettings(Path folder, DurabilityRules durability, Duration retainedFlush) {
  /** Where only a folder is named. */
  public static StoreSettings in(Path folder) {
    return new StoreSettings(folder, DurabilityRules.ALWAYS, Duration.ofSeconds(60));
  }

  private static final Key<Path> FOLDER =
      Key.required("folder", Values.path("a folder"), "the folder of what survives a restart");

  private static final Key<Mode> DURABILITY =
      Key.optional(
          "durability",
          Values.oneOf(Mode.class),
          Mode.ALWAYS,
          "when an acknowledgement may leave: after its record is on disk (always), up to 5 s"
              + " before (interval), or without one (off)");

  private static final Key<TopicFilter> TOPICS =
      Key.required(
          "topics",
          new Scalar<>("a Topic Filter such as home/+/temperature", TopicFilter::of),
          "the topics it is for");

  private static final Schema<DurabilityRules.Rule> RULE =
      new Schema<>(
          "a durability",
          form -> new DurabilityRules.Rule(form.get(TOPICS), form.get(DURABILITY)),
          TOPICS,
          DURABILITY);

  private static final Key<List<DurabilityRules.Rule>> EXCEPT =
      Key.optional(
          "except",
          Values.listOf(RULE),
          List.of(),
          "topics with a durability of their own; the first that matches counts");

  private static final Key<Duration> RETAINED_FLUSH =
      Key.optional(
          "retained_flush",
          Values.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          Duration.ofSeconds(60),
          "how long retained messages of QoS 0 are gathered before they are written");

  static final Schema<StoreSettings> SCHEMA =
      new Schema<>(
              "a store",
              form ->
                  new StoreSettings(
                      form.get(FOLDER),
                      new DurabilityRules(form.get(EXCEPT), form.get(DURABILITY)),
                      form.get(RETAINED_FLUSH)),
              FOLDER,
              DURABILITY,
              EXCEPT,
              RETAINED_FLUSH)
          .orJust(FOLDER);
}
