package hearth.io.net;

import java.util.HashMap;
import java.util.Map;

/**
 * How many of something there may be at a time, of one host and of all together, so that one host
 * does not take the room of all others. On the loop's thread; it holds only hosts that have some.
 */
public final class HostQuota {
  private final int perHost;
  private final int inAll;
  private final Map<String, Integer> ofHost = new HashMap<>();
  private int all;

  /**
   * @param perHost the most of one host, at least 1
   * @param inAll the most of all together, at least 1
   */
  public HostQuota(int perHost, int inAll) {
    this.perHost = perHost;
    this.inAll = inAll;
  }

  /**
   * Counts one more, which {@link #end} takes back; false, and nothing counted, where it is full.
   */
  public boolean begin(String host) {
    if (isFull() || isFull(host)) {
      return false;
    }
    add(host);
    return true;
  }

  /** Counts one more, which {@link #end} takes back, however many there are. */
  public void add(String host) {
    ofHost.merge(host, 1, Integer::sum);
    all++;
  }

  /** One that {@link #begin} let through is over. */
  public void end(String host) {
    all--;
    ofHost.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
  }

  /** Whether all together have as many as may be. */
  public boolean isFull() {
    return all >= inAll;
  }

  /** Whether this host has as many as it may. */
  public boolean isFull(String host) {
    return ofHost.getOrDefault(host, 0) >= perHost;
  }
}
