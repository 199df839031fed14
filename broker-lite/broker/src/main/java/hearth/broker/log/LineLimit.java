package hearth.broker.log;

import hearth.broker.access.RecentMap;
import hearth.io.loop.EventLoop;
import hearth.io.loop.TokenBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Which lines of one kind are worth writing: what a client can cause a million times must not fill
 * the card. Those left out are counted and told of together, a minute after the first of them. On
 * the loop's thread; nothing runs while nothing is left out.
 */
public final class LineLimit {
  private static final Duration UNTIL_SUMMARY = Duration.ofMinutes(1);
  private static final int MAXIMUM_HOSTS = 256;
  private static final int HOSTS_IN_SUMMARY = 5;

  /**
   * So many lines at once, then one each interval.
   *
   * @param burst at least 1
   */
  public record Rate(int burst, Duration interval) {
    private TokenBucket bucket(long nanoTime) {
      return new TokenBucket(burst, interval.toNanos(), nanoTime);
    }
  }

  /** Tells of lines that were left out. */
  @FunctionalInterface
  public interface Summary {
    /**
     * @param count how many
     * @param busiest the hosts that most of them came of, with how many each
     */
    void report(long count, String busiest);
  }

  private final EventLoop loop;
  private final Rate ofHost;
  private final TokenBucket all;
  private final Summary summary;
  private final Map<String, TokenBucket> hosts = new RecentMap<>(MAXIMUM_HOSTS);
  private final Map<String, Long> leftOutOfHost = new RecentMap<>(MAXIMUM_HOSTS);
  private long leftOut;

  /**
   * @param ofHost what each host may cause
   * @param ofAll what all together may cause
   */
  public LineLimit(EventLoop loop, Rate ofHost, Rate ofAll, Summary summary) {
    this.loop = loop;
    this.ofHost = ofHost;
    this.all = ofAll.bucket(loop.clock().nanoTime());
    this.summary = summary;
  }

  /** Of a line that no host alone causes: two at once, then one a minute. */
  public static LineLimit ofTheWhole(EventLoop loop, LongConsumer summary) {
    Rate rate = new Rate(2, Duration.ofMinutes(1));
    return new LineLimit(loop, rate, rate, (count, busiest) -> summary.accept(count));
  }

  /** Whether to write a line that this host has caused; else it is counted. */
  public boolean admits(String host) {
    long now = loop.clock().nanoTime();
    if (hosts.computeIfAbsent(host, name -> ofHost.bucket(now)).take(now) && all.take(now)) {
      return true;
    }
    if (leftOut++ == 0) {
      loop.schedule(UNTIL_SUMMARY.toNanos(), this::summarize);
    }
    leftOutOfHost.merge(host, 1L, Long::sum);
    return false;
  }

  private void summarize() {
    List<String> busiest = new ArrayList<>();
    leftOutOfHost.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(HOSTS_IN_SUMMARY)
        .forEach(entry -> busiest.add(entry.getKey() + " (" + entry.getValue() + ")"));
    long count = leftOut;
    leftOut = 0;
    leftOutOfHost.clear();
    summary.report(count, String.join(", ", busiest));
  }
}
