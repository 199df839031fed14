package hearth.runtime.config;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The recorder of the broker.
 *
 * @param folder of what was
 * @param topics what is recorded; empty for what announces itself
 * @param discoveryPrefixes what topics of announcements start with
 * @param commitInterval what a power cut may take
 * @param keep how long every reading is kept
 * @param keepMeans how long five-minute and hourly rows and states are kept
 * @param series most topics
 */
public record RecorderSection(
    Path folder,
    List<TopicFilter> topics,
    List<TopicName> discoveryPrefixes,
    Duration commitInterval,
    Duration keep,
    Duration keepMeans,
    int series) {
  private static final Key<Path> FOLDER =
      Key.required("folder", Values.path("a folder"), "the folder of what was");

  private static final Key<List<TopicFilter>> TOPICS =
      Key.optional(
          "topics",
          Values.listOf(new Scalar<>("a Topic Filter such as home/#", TopicFilter::of)),
          List.of(),
          "what is recorded; else sensors, lights, switches and climates that announce themselves"
              + " by Home Assistant's discovery");

  private static final Key<List<TopicName>> DISCOVERY_PREFIX =
      Key.optional(
          "discovery_prefix",
          Values.oneOrMore(Values.topic()),
          List.of(TopicName.of("homeassistant")),
          "what the topics of announcements start with: one or a list; that of the section device is"
              + " one by itself");

  private static final Key<Duration> COMMIT_INTERVAL =
      Key.optional(
          "commit_interval",
          Values.duration(Duration.ofSeconds(10), Duration.ofHours(1)),
          Duration.ofMinutes(5),
          "what a power cut may take; half of it writes twice as much to the card");

  private static final Key<Duration> KEEP =
      Key.optional(
          "keep",
          Values.duration(Duration.ofDays(2), Duration.ofDays(400)),
          Duration.ofDays(8),
          "how long every reading is kept, rounded up to whole weeks");

  private static final Key<Duration> KEEP_MEANS =
      Key.optional(
          "keep_means",
          Values.duration(Duration.ofDays(31), Duration.ofDays(36_600)),
          Duration.ofDays(366),
          "how long five-minute and hourly rows and states are kept, rounded up to whole months");

  private static final Key<Integer> SERIES =
      Key.optional(
          "series", Values.wholeNumber(1, 5000), 500, "how many topics are recorded at the most");

  static final Schema<RecorderSection> SCHEMA =
      new Schema<>(
              "a recorder",
              form ->
                  new RecorderSection(
                      form.get(FOLDER),
                      form.get(TOPICS),
                      form.get(DISCOVERY_PREFIX),
                      form.get(COMMIT_INTERVAL),
                      form.get(KEEP),
                      form.get(KEEP_MEANS),
                      form.get(SERIES)),
              FOLDER,
              TOPICS,
              DISCOVERY_PREFIX,
              COMMIT_INTERVAL,
              KEEP,
              KEEP_MEANS,
              SERIES)
          .orJust(FOLDER);

  /** The same with what announces itself below another prefix, too. */
  RecorderSection announcedBelow(TopicName prefix) {
    List<TopicName> all =
        Stream.concat(discoveryPrefixes.stream(), Stream.of(prefix)).distinct().toList();
    return new RecorderSection(folder, topics, all, commitInterval, keep, keepMeans, series);
  }
}
