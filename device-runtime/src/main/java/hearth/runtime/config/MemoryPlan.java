package hearth.runtime.config;

import hearth.runtime.config.LimitsSettings.Limit;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * How the heap is shared out among what clients may make the broker hold. Half of it is for that;
 * the rest is for the program, for packets that are being made and for the collection of garbage.
 * What the configuration leaves out takes its usual share, or what others leave of it.
 */
public final class MemoryPlan {
  /** What has a share, in this order. */
  public enum Part {
    STRANGERS(LimitsSettings.STRANGER_BYTES, 1),
    SESSIONS(LimitsSettings.SESSION_BYTES, 5),
    BUFFERS(LimitsSettings.BUFFER_BYTES, 7),
    QUEUES(LimitsSettings.ALL_QUEUED_BYTES, 8),
    RETAINED(LimitsSettings.RETAINED_BYTES, 9);

    private final Limit<Long> limit;
    private final int share;

    Part(Limit<Long> limit, int share) {
      this.limit = limit;
      this.share = share;
    }
  }

  /** The shares of all parts, and two for connections themselves. */
  private static final int SHARES = 32;

  /** The empty part is smaller. */
  private static final long EMPTY_PART = 4 << 20;

  /** Of one connection, and of one whose listener has TLS. */
  private static final long CONNECTION_BYTES = 2 << 10;

  private static final long TLS_CONNECTION_BYTES = 7 << 10;

  private final LimitsSettings limits;
  private final boolean hasStore;
  private final long connectionBytes;
  private final long heap;
  private final long room;
  private final Map<Part, Long> bytes = new EnumMap<>(Part.class);

  /** How much those that are left out have of their usual shares, 0 to 1. */
  private final double left;

  /** What is missing for half of their usual shares, in bytes; 0 for nothing. */
  private final long missing;

  /**
   * @param hasStore whether messages that wait may be on disk
   * @param hasTls whether clients may come by TLS
   * @param heap the most that Java may take, in bytes
   */
  public MemoryPlan(LimitsSettings limits, boolean hasStore, boolean hasTls, long heap) {
    this.limits = limits;
    this.hasStore = hasStore;
    this.connectionBytes = hasTls ? TLS_CONNECTION_BYTES : CONNECTION_BYTES;
    this.heap = heap;
    this.room = heap / 2;
    long given = limits.get(LimitsSettings.CONNECTIONS) * connectionBytes;
    long usual = 0;
    for (Part part : Part.values()) {
      Long own = given(part);
      given += own == null ? 0 : needed(part, own);
      usual += own == null ? share(part) : 0;
    }
    left = usual == 0 ? 1 : Math.min(1, Math.max(0, (double) (room - given) / usual));
    missing = Math.max(0, given + usual / 2 - room);
    for (Part part : Part.values()) {
      Long own = given(part);
      bytes.put(part, own == null ? usual(part) : own);
    }
  }

  /** The heap of this program, in bytes: Java leaves a part out that is always empty. */
  public static long heap() {
    return (Runtime.getRuntime().maxMemory() + EMPTY_PART) / EMPTY_PART * EMPTY_PART;
  }

  /** How much memory there is for all parts together and for connections, in bytes. */
  public long room() {
    return room;
  }

  private Long given(Part part) {
    return limits.get(part.limit);
  }

  private long share(Part part) {
    return room * part.share / SHARES;
  }

  private long usual(Part part) {
    long share = (long) (share(part) * left);
    return part == Part.QUEUES && hasStore ? 3 * share : share;
  }

  /** How much of a limit is memory: messages that wait need no more than their share. */
  private long needed(Part part, long own) {
    return part == Part.QUEUES && hasStore ? Math.min(own, share(part)) : own;
  }

  /** How much of a part all clients together may hold. */
  public long bytes(Part part) {
    return bytes.get(part);
  }

  /**
   * Finds limits that the heap has no room for.
   *
   * @param report hears the key of each, and what to do
   */
  void problems(BiConsumer<String, String> report) {
    if (missing > 0) {
      reportLargest(report);
    }
    requireWithin(LimitsSettings.QUEUED_BYTES, Part.QUEUES, report);
    requireWithin(LimitsSettings.OUTPUT_BYTES, Part.BUFFERS, report);
    requireWithin(LimitsSettings.PACKET_SIZE, Part.BUFFERS, report);
    requireWithin(
        LimitsSettings.CONNECT_PACKET_SIZE,
        bytes(Part.STRANGERS) / 4,
        "a quarter of " + Part.STRANGERS.limit,
        report);
  }

  private void requireWithin(Limit<Long> limit, Part whole, BiConsumer<String, String> report) {
    requireWithin(limit, bytes(whole), whole.limit.name(), report);
  }

  private void requireWithin(
      Limit<Long> limit, long max, String of, BiConsumer<String, String> report) {
    long own = limits.get(limit);
    if (own > max && limits.position(limit.name()) != null) {
      report.accept(
          limit.name(),
          "one may not have more than all together: "
              + inKilobytes(own)
              + " is more than "
              + of
              + ", "
              + inKilobytes(max)
              + "; set it to that at the most");
    }
  }

  private void reportLargest(BiConsumer<String, String> report) {
    Limit<?> limit = LimitsSettings.CONNECTIONS;
    long largest = limits.get(LimitsSettings.CONNECTIONS) * connectionBytes;
    for (Part part : Part.values()) {
      Long own = given(part);
      if (own != null && needed(part, own) > largest) {
        limit = part.limit;
        largest = needed(part, own);
      }
    }
    long max = Math.max(0, largest - missing);
    String fitting =
        limit == LimitsSettings.CONNECTIONS ? "" + max / connectionBytes : inKilobytes(max);
    report.accept(
        limit.name(),
        "clients could hold more than there is memory for: of the heap of "
            + (heap >> 20)
            + "MiB half is for them, "
            + inKilobytes(missing)
            + " too little; set it to "
            + fitting
            + " at the most, or give Java more with -Xmx in jvm.options");
  }

  private static String inKilobytes(long bytes) {
    return (bytes >> 10) + "KiB";
  }
}
