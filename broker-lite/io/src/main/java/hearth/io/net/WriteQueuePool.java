package hearth.io.net;

import java.util.ArrayDeque;

/**
 * Empty write queues to use again, so that a channel holds one only while something is queued.
 * Bounded in number and size, so that memory taken in a burst is given back after it.
 */
final class WriteQueuePool {
  private static final int MOST_QUEUES = 1024;
  private static final int LONGEST_QUEUE = 1024;

  private final ArrayDeque<WriteQueue> free = new ArrayDeque<>();

  WriteQueue take() {
    WriteQueue queue = free.pollLast();
    return queue == null ? new WriteQueue() : queue;
  }

  void giveBack(WriteQueue empty) {
    if (free.size() < MOST_QUEUES && empty.length() <= LONGEST_QUEUE) {
      free.addLast(empty);
    }
  }
}
