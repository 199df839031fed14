package hearth.broker.recorder;

import hearth.io.file.AppendLog;
import hearth.protocol.topic.TopicFilter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is recorded, and for how long.
 *
 * @param topics what matches one of them; empty for what announces itself
 * @param commitInterval what a power cut may take
 * @param keep how long every reading is kept, at least
 * @param keepMeans how long five-minute and hourly rows and states are kept, at least
 * @param series most topics
 * @param zone where days and months begin; asked for only when somebody asks for those, since the
 *     table of all zones is a third of a megabyte
 * @param log sizes of the files of readings; rows take two thirds of its steps, with ten sensors a
 *     day's
 */
public record RecorderSettings(
    List<TopicFilter> topics,
    Duration commitInterval,
    Duration keep,
    Duration keepMeans,
    int series,
    Supplier<ZoneId> zone,
    AppendLog.Settings log) {

  /** Five minutes, 8 and 366 days, 500 topics that announce themselves. */
  public static final RecorderSettings DEFAULTS =
      new RecorderSettings(
          List.of(),
          Duration.ofMinutes(5),
          Duration.ofDays(8),
          Duration.ofDays(366),
          500,
          () -> ZoneOffset.UTC,
          new AppendLog.Settings(4 << 20, 48 << 10, 5_000_000_000L, 4 << 10));

  /** The same of other topics. */
  public RecorderSettings of(List<TopicFilter> others) {
    return new RecorderSettings(others, commitInterval, keep, keepMeans, series, zone, log);
  }
}
