package hearth.broker.access;

import hearth.io.loop.TokenBucket;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How often each address may connect. On the loop's thread; memory is bounded. */
public final class ConnectionRates {
  private static final int MAXIMUM_HOSTS = 1_000;

  /** How many seconds' worth may come at once, as they do when the power is back. */
  private static final int BURST_SECONDS = 10;

  private final int perSecond;
  private final Map<String, TokenBucket> hosts = new RecentMap<>(MAXIMUM_HOSTS);

  /**
   * @param perSecond on average, 1 to 100,000
   */
  public ConnectionRates(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Counts one more connection of an address; false where it is one too many. */
  public boolean admits(String host, long nanoTime) {
    return hosts
        .computeIfAbsent(
            host,
            name ->
                new TokenBucket(
                    perSecond * BURST_SECONDS, TimeUnit.SECONDS.toNanos(1) / perSecond, nanoTime))
        .take(nanoTime);
  }
}
