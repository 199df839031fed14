package hearth.io.net;

import java.util.ArrayDeque;

/**
 * Empty write queues to use again, so that a channel holds one only while something is queued.
 * Bounded, so that memory taken in a burst is given back after it.
 */
final class WriteQueuePool {
  /**
   * Room for so many arrays is kept in all: some 400 KB, enough for a full turn of small packets.
   */
  private static final int MAX_SLOTS = 32 * 1024;

  private final ArrayDeque<WriteQueue> free = new ArrayDeque<>();
  private int slots;

  WriteQueue take() {
    WriteQueue queue = free.pollLast();
    if (queue == null) {
      return new WriteQueue();
    }
    slots -= queue.length();
    return queue;
  }

  void giveBack(WriteQueue empty) {
    if (slots + empty.length() <= MAX_SLOTS) {
      slots += empty.length();
      free.addLast(empty);
    }
  }
}
