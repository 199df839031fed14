package hearth.broker.account;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** How many bytes of each budget an account may hold; what is not named has no limit. */
public final class Limits {
  public static final Limits NONE = new Limits(Map.of());

  private final long[] most = new long[Budget.values().length];

  /**
   * @param most bytes, at least 0
   */
  public Limits(Map<Budget, Long> most) {
    for (Budget budget : Budget.values()) {
      this.most[budget.ordinal()] = most.getOrDefault(budget, Long.MAX_VALUE);
    }
  }

  /** Bytes of a budget, {@link Long#MAX_VALUE} where there is no limit. */
  public long of(Budget budget) {
    return most[budget.ordinal()];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Limits that && Arrays.equals(most, that.most);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(most);
  }

  @Override
  public String toString() {
    return Arrays.toString(most);
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
