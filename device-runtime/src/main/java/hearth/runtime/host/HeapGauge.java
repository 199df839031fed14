package hearth.runtime.host;

import hearth.broker.connection.MemoryGauge;
import hearth.io.loop.Clock;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;

/**
 * How full the heap is. What is in it may be needed no more, which only a collection tells: where
 * it looks full, what the last full one has left counts, and one is asked for where that is long
 * ago. Not before that are the beans of management loaded, which would cost a start much time.
 */
final class HeapGauge implements MemoryGauge {
  private static final int LOOKS_FULL_PERCENT = 80;
  private static final long COLLECTION_NANOS = Duration.ofSeconds(10).toNanos();

  private final Clock clock;
  private final Runtime runtime = Runtime.getRuntime();
  private MemoryPoolMXBean old;
  private long collectedAt;

  HeapGauge(Clock clock) {
    this.clock = clock;
  }

  @Override
  public int percentTaken() {
    int used = percent(runtime.totalMemory() - runtime.freeMemory());
    return used < LOOKS_FULL_PERCENT ? used : Math.min(used, percentAlive());
  }

  private int percentAlive() {
    long now = clock.nanoTime();
    if (old == null || now - collectedAt >= COLLECTION_NANOS) {
      old = old == null ? oldGeneration() : old;
      collectedAt = now;
      System.gc();
    }
    return percent(old.getCollectionUsage().getUsed());
  }

  private int percent(long bytes) {
    return (int) (100 * bytes / runtime.maxMemory());
  }

  /** Where what lives long is, the largest part of a heap. */
  private static MemoryPoolMXBean oldGeneration() {
    MemoryPoolMXBean largest = null;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      boolean isHeap = pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null;
      if (isHeap && (largest == null || pool.getUsage().getMax() > largest.getUsage().getMax())) {
        largest = pool;
      }
    }
    return largest;
  }
}
