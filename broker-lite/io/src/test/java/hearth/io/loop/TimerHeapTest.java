package hearth.io.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
  private record Expected(long deadline, int order) {}

  @Test
  void whateverIsSetAndCancelledTheRestComesInOrder() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      TimerHeap heap = new TimerHeap();
      List<Expected> expected = new ArrayList<>();
      List<Integer> ran = new ArrayList<>();
      List<Timer> timers = new ArrayList<>();
      int count = random.nextInt(300);
      for (int i = 0; i < count; i++) {
        int order = i;
        long deadline = Long.MAX_VALUE - 50 + random.nextInt(100); // wraps around
        timers.add(heap.add(deadline, () -> ran.add(order)));
        expected.add(new Expected(deadline, order));
      }
      for (int i = count - 1; i >= 0; i--) {
        if (random.nextInt(3) == 0) {
          timers.get(i).cancel();
          timers.get(i).cancel();
          assertFalse(timers.get(i).isPending());
          expected.remove(i);
        }
      }
      long base = Long.MAX_VALUE - 50;
      expected.sort(
          Comparator.comparingLong((Expected e) -> e.deadline - base)
              .thenComparingInt(e -> e.order));
      for (Runnable task; (task = heap.pollDue(base + 200, heap.nextSequence())) != null; ) {
        task.run();
      }
      assertEquals(expected.stream().map(Expected::order).toList(), ran);
      assertTrue(heap.isEmpty());
    }
  }

  @Test
  void whatIsNotDueStays() {
    TimerHeap heap = new TimerHeap();
    Timer timer = heap.add(100, () -> {});

    assertNull(heap.pollDue(99, heap.nextSequence()));
    assertTrue(timer.isPending());
    assertEquals(100, heap.earliest());
  }
}
