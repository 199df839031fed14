package hearth.broker.routing;

import hearth.io.loop.EventLoop;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What may be due for thousands at one moment: it is done in the order in which it was due, in as
 * many turns of the loop as it takes for others not to wait. On the loop's thread.
 */
final class DueInTurns<T> {
  private final EventLoop loop;
  private final int work;
  private final Consumer<T> action;
  private final Set<T> due = new LinkedHashSet<>();

  /**
   * @param work of one, as the loop counts it
   * @param action does it; it is not due any more then
   */
  DueInTurns(EventLoop loop, int work, Consumer<T> action) {
    this.loop = loop;
    this.work = work;
    this.action = action;
  }

  /** It is due now. */
  void add(T one) {
    if (due.isEmpty()) {
      loop.yieldTurn(this::goOn);
    }
    due.add(one);
  }

  /** It need not be done any more. */
  void remove(T one) {
    due.remove(one);
  }

  private void goOn() {
    try {
      do {
        doNext();
      } while (!due.isEmpty() && loop.budgetLeft() > 0);
    } finally {
      if (!due.isEmpty()) { // after one that failed, too
        loop.yieldTurn(this::goOn);
      }
    }
  }

  private void doNext() {
    if (!due.isEmpty()) {
      T next = due.iterator().next();
      due.remove(next);
      loop.charge(work);
      action.accept(next);
    }
  }
}
