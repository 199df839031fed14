package hearth.broker.access;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last refusals. On the loop's thread. */
public final class RefusalLedger {
  private final int capacity;
  private final Deque<Refusal> last = new ArrayDeque<>();
  private long total;

  /**
   * @param capacity how many refusals are kept, at least 1
   */
  public RefusalLedger(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a ledger keeps at least one refusal, not " + capacity);
    }
    this.capacity = capacity;
  }

  /** Keeps a refusal. */
  public void add(Refusal refusal) {
    total++;
    if (last.size() == capacity) {
      last.removeFirst();
    }
    last.addLast(refusal);
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
