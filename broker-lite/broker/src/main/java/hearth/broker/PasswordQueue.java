package hearth.broker;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Passwords that wait to be hashed. One is looked at after the other, so that each wrong one counts
 * before the next is looked at, however many come at once. On the loop's thread.
 */
final class PasswordQueue {
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  /**
   * Looks at a password when its turn comes, be it at once.
   *
   * @param look leads to one call of {@link #done}
   */
  void add(Runnable look) {
    waiting.add(look);
    next();
  }

  /** The last one is decided. */
  void done() {
    busy = false;
    next();
  }

  private void next() {
    if (!busy && !waiting.isEmpty()) {
      busy = true;
      waiting.poll().run();
    }
  }
}
