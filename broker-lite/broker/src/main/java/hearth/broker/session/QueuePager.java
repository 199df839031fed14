package hearth.broker.session;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.io.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps the memory of all queues together within a budget, where there is a disk: when it is
 * exceeded, the queues that take the most are set down in pages until half of it is free again. In
 * steps that the loop does not feel.
 *
 * <pre>
 *   RESTING --over the budget--> PAGING --half of it is free--> RESTING
 *                                PAGING --the disk fails, or nothing can go--> WAITING --10 s--> RESTING
 * </pre>
 */
final class QueuePager {
  /** Drawn above. */
  private enum State {
    RESTING,
    PAGING,
    WAITING
  }

  /** A page is begun when the one before has so many bytes, as limits count them. */
  static final int PAGE_BYTES = 64 * 1024;

  /** The same, of a queue that may become long. */
  static final int LARGE_PAGE_BYTES = 4 * PAGE_BYTES;

  private static final int STEP_BYTES = 512 * 1024;

  private static final long RETRY_NANOS = 10_000_000_000L;

  private final EventLoop loop;
  private final Account whole;
  private final QueuePages pages;
  private final Supplier<Collection<Session>> sessions;
  private final long budget;
  private final ArrayDeque<Session> largest = new ArrayDeque<>();

  private State state = State.RESTING;
  private boolean stepComes;

  /**
   * @param whole what all queues have in memory
   * @param sessions all there are
   */
  QueuePager(
      EventLoop loop, Account whole, QueuePages pages, Supplier<Collection<Session>> sessions) {
    this.loop = loop;
    this.whole = whole;
    this.pages = pages;
    this.sessions = sessions;
    this.budget = pages.memoryBytes();
  }

  QueuePages pages() {
    return pages;
  }

  /** What all queues have in memory, in bytes as limits count them. */
  long inMemory() {
    return whole.held(Kind.QUEUED);
  }

  /** More is in memory now. */
  void added() {
    if (inMemory() > budget && state == State.RESTING && pages.isThere()) {
      state = State.PAGING;
      schedule();
    }
  }

  private void schedule() {
    if (!stepComes) {
      stepComes = true;
      loop.yieldTurn(this::step);
    }
  }

  private void step() {
    stepComes = false;
    if (state != State.PAGING || pages.pendingBytes() >= QueuePages.MAX_PENDING_BYTES) {
      return; // what is being written calls again
    }
    List<QueuedPage> chosen = new ArrayList<>();
    long bytes = 0;
    while (bytes < STEP_BYTES && isTooMuch(bytes)) {
      List<QueuedPage> more = next(STEP_BYTES - bytes);
      if (more == null) {
        break;
      }
      chosen.addAll(more);
      bytes += more.stream().mapToLong(QueuedPage::bytes).sum();
    }
    if (!chosen.isEmpty()) {
      write(chosen);
      schedule();
    } else if (!isTooMuch(0)) {
      rest();
    } else if (pages.pendingBytes() == 0) {
      waitAWhile();
    }
  }

  private boolean isTooMuch(long chosen) {
    return inMemory() - pages.pendingBytes() - chosen > budget / 2;
  }

  /** The next pages of the largest queue; null where no queue has anything that could go. */
  private List<QueuedPage> next(long bytes) {
    boolean isNew = largest.isEmpty();
    if (isNew) {
      sessions.get().stream()
          .filter(session -> session.queuedInMemory() > 0)
          .sorted(Comparator.comparingLong(Session::queuedInMemory).reversed())
          .forEach(largest::add);
    }
    for (Session session; (session = largest.peek()) != null; largest.remove()) {
      List<QueuedPage> made = session.setDown(bytes);
      if (!made.isEmpty()) {
        return made;
      }
    }
    return isNew ? null : next(bytes);
  }

  private void write(List<QueuedPage> chosen) {
    loop.charge(chosen.stream().mapToInt(QueuedPage::count).sum());
    pages.write(
        chosen,
        failure -> {
          if (failure != null) {
            waitAWhile();
          } else if (state == State.PAGING) {
            schedule();
          }
        });
  }

  private void rest() {
    state = State.RESTING;
    largest.clear();
  }

  private void waitAWhile() {
    if (state != State.WAITING) {
      state = State.WAITING;
      largest.clear();
      loop.schedule(RETRY_NANOS, this::rest);
    }
  }
}
