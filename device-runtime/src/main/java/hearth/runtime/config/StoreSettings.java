package hearth.runtime.config;

import hearth.protocol.topic.TopicFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The store of the broker.
 *
 * @param folder of what survives a restart
 * @param durability what may be lost
 * @param exceptions topics with a durability of their own; the first that matches counts
 * @param retainedFlush how long retained messages of QoS 0 are gathered before they are written
 */
public record StoreSettings(
    Path folder, Durability durability, List<ForTopics> exceptions, Duration retainedFlush) {
  /** When an acknowledgement may leave. */
  public enum Durability {
    /** After its record is on disk. */
    ALWAYS,
    /** Up to 5 s before. */
    INTERVAL,
    /** Without a record. */
    OFF
  }

  /** Topics with a durability of their own. */
  public record ForTopics(TopicFilter topics, Durability durability) {}

  /** Where only a folder is named. */
  public static StoreSettings in(Path folder) {
    return new StoreSettings(folder, Durability.ALWAYS, List.of(), RETAINED_FLUSH.fallback());
  }

  private static final Key<Path> FOLDER =
      Key.required("folder", Values.path("a folder"), "the folder of what survives a restart");

  private static final Key<Durability> DURABILITY =
      Key.optional(
          "durability",
          Values.oneOf(Durability.class),
          Durability.ALWAYS,
          "when an acknowledgement may leave: after its record is on disk (always), up to 5 s"
              + " before (interval), or without one (off)");

  private static final Key<TopicFilter> TOPICS =
      Key.required(
          "topics",
          new Scalar<>("a Topic Filter such as home/+/temperature", TopicFilter::of),
          "the topics it is for");

  private static final Schema<ForTopics> RULE =
      new Schema<>(
          "a durability",
          form -> new ForTopics(form.get(TOPICS), form.get(DURABILITY)),
          TOPICS,
          DURABILITY);

  private static final Key<List<ForTopics>> EXCEPT =
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
                      form.get(DURABILITY),
                      form.get(EXCEPT),
                      form.get(RETAINED_FLUSH)),
              FOLDER,
              DURABILITY,
              EXCEPT,
              RETAINED_FLUSH)
          .orJust(FOLDER);
}
