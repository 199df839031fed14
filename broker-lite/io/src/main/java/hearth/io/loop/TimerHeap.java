package hearth.io.loop;

import java.util.Arrays;

/**
 * Timers in a binary heap, the earliest at the root; among equals the one set first. Each entry
 * knows its place, so that setting and cancelling cost O(log n).
 */
final class TimerHeap {
  private static final int SMALL = 64;

  private Entry[] heap = new Entry[SMALL];
  private int size;
  private long sequence;

  /** Sets a timer; deadlines must lie within 146 years of each other. */
  Timer add(long deadline, Runnable task) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    Entry entry = new Entry(this, deadline, sequence++, task);
    siftUp(size++, entry);
    return entry;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The deadline of the earliest timer; there must be one. */
  long earliest() {
    return heap[0].deadline;
  }

  /** A number that every timer set from now on has at least. */
  long nextSequence() {
    return sequence;
  }

  /** Takes out the earliest timer that is due and was set before the number was given, or null. */
  Runnable pollDue(long now, long beforeSequence) {
    if (size == 0) {
      return null;
    }
    Entry first = heap[0];
    if (first.deadline - now > 0 || first.sequence >= beforeSequence) {
      return null;
    }
    Runnable task = first.task;
    remove(first);
    return task;
  }

  private void remove(Entry entry) {
    int hole = entry.index;
    entry.index = -1;
    entry.task = null;
    Entry last = heap[--size];
    heap[size] = null;
    if (last != entry) {
      siftDown(hole, last);
      if (last.index == hole) {
        siftUp(hole, last);
      }
    }
    if (heap.length > SMALL && size < heap.length / 8) {
      heap = Arrays.copyOf(heap, heap.length / 2);
    }
  }

  private void siftUp(int hole, Entry entry) {
    int child = hole;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (!entry.isBefore(heap[parent])) {
        break;
      }
      place(child, heap[parent]);
      child = parent;
    }
    place(child, entry);
  }

  private void siftDown(int hole, Entry entry) {
    int parent = hole;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(entry)) {
        break;
      }
      place(parent, heap[child]);
      parent = child;
    }
    place(parent, entry);
  }

  private void place(int index, Entry entry) {
    heap[index] = entry;
    entry.index = index;
  }

  private static final class Entry implements Timer {
    private final TimerHeap owner;
    private final long deadline;
    private final long sequence;
    private Runnable task;

    /** Where it stands in the heap; -1 once it has run or was cancelled. */
    private int index;

    Entry(TimerHeap owner, long deadline, long sequence, Runnable task) {
      this.owner = owner;
      this.deadline = deadline;
      this.sequence = sequence;
      this.task = task;
    }

    boolean isBefore(Entry other) {
      long difference = deadline - other.deadline;
      return difference < 0 || (difference == 0 && sequence < other.sequence);
    }

    @Override
    public void cancel() {
      if (index >= 0) {
        owner.remove(this);
      }
    }

    @Override
    public boolean isPending() {
      return index >= 0;
    }
  }
}
