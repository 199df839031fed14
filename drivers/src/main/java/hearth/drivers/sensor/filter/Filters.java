package hearth.drivers.sensor.filter;

import java.util.OptionalDouble;

/** The filters that remember nothing. */
public final class Filters {
  private Filters() {}

  /** Adds a constant. */
  public static Filter offset(double offset) {
    return (value, nanoTime) -> OptionalDouble.of(value + offset);
  }

  /** Multiplies by a constant. */
  public static Filter multiply(double factor) {
    return (value, nanoTime) -> OptionalDouble.of(value * factor);
  }

  /**
   * Holds the value within limits.
   *
   * @param ignoreOutOfRange drops a value outside instead of moving it to the limit
   */
  public static Filter clamp(double lowest, double highest, boolean ignoreOutOfRange) {
    if (lowest > highest) {
      throw new IllegalArgumentException("clamp from %s to %s".formatted(lowest, highest));
    }
    return (value, nanoTime) -> {
      boolean outside = value < lowest || value > highest;
      return outside && ignoreOutOfRange
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.max(lowest, Math.min(highest, value)));
    };
  }

  /**
   * Rounds half away from zero.
   *
   * @param decimals 0 to 9 places after the point
   */
  public static Filter round(int decimals) {
    if (decimals < 0 || decimals > 9) {
      throw new IllegalArgumentException("a value is rounded to 0 to 9 decimals, not " + decimals);
    }
    double power = Math.pow(10, decimals);
    return (value, nanoTime) -> {
      double rounded = Math.copySign(Math.floor(Math.abs(value) * power + 0.5) / power, value);
      // Nobody wants to read -0.0.
      return OptionalDouble.of(rounded == 0 ? 0.0 : rounded);
    };
  }
}
