package hearth.broker.access;

import java.util.HashMap;
import java.util.Map;

/**
 * How many passwords wait for the worker. Hashing is slow and failures count only once it is done:
 * without a limit, one host could put ten thousand guesses into the queue before the first is
 * refused, and everybody else would wait behind them. On the loop's thread.
 */
public final class PendingLogins {
  private final int perHost;
  private final int inAll;
  private final Map<String, Integer> ofHost = new HashMap<>();
  private int all;

  /**
   * @param perHost the most of one host, at least 1
   * @param inAll the most of all together, at least 1
   */
  public PendingLogins(int perHost, int inAll) {
    this.perHost = perHost;
    this.inAll = inAll;
  }

  /**
   * Counts one more that is to be checked; {@link #end} takes it back.
   *
   * @return false where there are too many: the client is to come back later (0x89, server busy)
   */
  public boolean begin(String host) {
    int before = ofHost.getOrDefault(host, 0);
    if (all >= inAll || before >= perHost) {
      return false;
    }
    ofHost.put(host, before + 1);
    all++;
    return true;
  }

  /** One that {@link #begin} let through has been checked. */
  public void end(String host) {
    all--;
    ofHost.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
  }
}
