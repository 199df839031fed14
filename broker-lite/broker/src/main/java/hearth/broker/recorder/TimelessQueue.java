package hearth.broker.recorder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.tinylog.Logger;

/** What came before anybody knew what time it is. On the loop's thread. */
final class TimelessQueue {
  static final int MAX_WAITING = 5000;

  private static final int BYTES_OF_ONE = 64;

  /**
   * A reading or a state.
   *
   * @param nanos when it came, by the clock that is never set
   * @param reading null where it is a state
   */
  record Timeless(long nanos, Series series, Decimal reading, String state, String by) {}

  private final Deque<Timeless> waiting = new ArrayDeque<>();
  private long dropped;

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Has it wait; where there are too many, the oldest goes. */
  void add(Timeless what) {
    waiting.add(what);
    if (waiting.size() > MAX_WAITING) {
      waiting.remove();
      if (dropped++ == 0) {
        Logger.warn(
            "The clock of this machine is not set, and {} readings wait for it: the oldest are"
                + " dropped. Give it a network, or a clock with a battery",
            MAX_WAITING);
      }
    }
  }

  /** Takes all that wait, oldest first. */
  List<Timeless> takeAll() {
    List<Timeless> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** Those that had no room. */
  long dropped() {
    return dropped;
  }

  /** Bytes that they take, about. */
  long memory() {
    return (long) waiting.size() * BYTES_OF_ONE;
  }
}
