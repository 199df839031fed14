package hearth.broker.account;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** How many bytes of each budget an account may hold; what is not named has no limit. */
public final class Limits {
  public static final Limits NONE = new Limits(Map.of());

  private final long[] max = new long[Budget.values().length];

  /**
   * @param max bytes, at least 0
   */
  public Limits(Map<Budget, Long> max) {
    for (Budget budget : Budget.values()) {
      this.max[budget.ordinal()] = max.getOrDefault(budget, Long.MAX_VALUE);
    }
  }

  /** Bytes of a budget, {@link Long#MAX_VALUE} where there is no limit. */
  public long of(Budget budget) {
    return max[budget.ordinal()];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Limits that && Arrays.equals(max, that.max);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(max);
  }

  @Override
  public String toString() {
    return Arrays.toString(max);
  }

  /** These with another limit. */
  public Limits with(Budget budget, long bytes) {
    Map<Budget, Long> changed = new EnumMap<>(Budget.class);
    for (Budget each : Budget.values()) {
      changed.put(each, each == budget ? bytes : of(each));
    }
    return new Limits(changed);
  }
}
