package hearth.broker.access;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The last refusals, and which of them are worth a log line: an attacker who is refused a million
 * times must not fill the card. On the loop's thread.
 */
public final class RefusalLedger {
  private static final int HOST_BURST = 10;
  private static final long HOST_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int BURST = 100;
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SUMMARY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAXIMUM_HOSTS = 256;
  private static final int HOSTS_IN_SUMMARY = 5;

  private final int capacity;
  private final Deque<Refusal> last = new ArrayDeque<>();
  private final TokenBucket all;
  private final Map<String, TokenBucket> hosts = new RecentMap<>(MAXIMUM_HOSTS);
  private final Map<String, Long> silentOfHost = new RecentMap<>(MAXIMUM_HOSTS);
  private long silent;
  private long total;
  private long summarizedAt;

  /**
   * @param capacity how many refusals are kept, at least 1
   * @param nanoTime now
   */
  public RefusalLedger(int capacity, long nanoTime) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a ledger keeps at least one refusal, not " + capacity);
    }
    this.capacity = capacity;
    this.all = new TokenBucket(BURST, INTERVAL_NANOS, nanoTime);
    this.summarizedAt = nanoTime;
  }

  /**
   * Keeps a refusal.
   *
   * @return whether to log it: of one host ten at once, then one a minute; of all together a
   *     hundred at once, then one each ten seconds. {@link #summary} counts the others.
   */
  public boolean add(Refusal refusal, long nanoTime) {
    total++;
    if (last.size() == capacity) {
      last.removeFirst();
    }
    last.addLast(refusal);
    TokenBucket host =
        hosts.computeIfAbsent(
            refusal.host(), name -> new TokenBucket(HOST_BURST, HOST_INTERVAL_NANOS, nanoTime));
    if (host.take(nanoTime) && all.take(nanoTime)) {
      return true;
    }
    silent++;
    silentOfHost.merge(refusal.host(), 1L, Long::sum);
    return false;
  }

  /** Whether refusals wait to be told of by {@link #summary}: a timer is needed only then. */
  public boolean needsSummary() {
    return silent > 0;
  }

  /**
   * A log line on what was not logged, at most one a minute.
   *
   * @return null where there is nothing to tell, or not yet
   */
  public String summary(long nanoTime) {
    if (silent == 0 || nanoTime - summarizedAt < SUMMARY_NANOS) {
      return null;
    }
    List<String> busiest = new ArrayList<>();
    silentOfHost.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(HOSTS_IN_SUMMARY)
        .forEach(entry -> busiest.add(entry.getKey() + " (" + entry.getValue() + ")"));
    String text =
        silent
            + " more refusals were not logged one by one, most of them of "
            + String.join(", ", busiest)
            + "; 'hearth refusals' shows the last ones";
    silent = 0;
    silentOfHost.clear();
    summarizedAt = nanoTime;
    return text;
  }

  /** The last refusals, the newest last. */
  public List<Refusal> last() {
    return List.copyOf(last);
  }

  /** How many there were since the start. */
  public long total() {
    return total;
  }
}
