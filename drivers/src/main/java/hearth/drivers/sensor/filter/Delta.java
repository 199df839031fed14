package hearth.drivers.sensor.filter;

import java.util.OptionalDouble;

/** Lets a value out that differs enough from the last one let out. */
public final class Delta implements Filter {
  private final double difference;
  private final boolean relative;
  private OptionalDouble last = OptionalDouble.empty();

  private Delta(double difference, boolean relative) {
    if (!(difference >= 0)) {
      throw new IllegalArgumentException("a difference is 0 or more, not " + difference);
    }
    this.difference = difference;
    this.relative = relative;
  }

  /** At least this far from the last, in the value's unit. */
  public static Delta absolute(double difference) {
    return new Delta(difference, false);
  }

  /** At least this part of the last, 0.05 being five percent. */
  public static Delta relative(double part) {
    return new Delta(part, true);
  }

  @Override
  public OptionalDouble filter(double value, long nanoTime) {
    if (last.isPresent()) {
      double before = last.getAsDouble();
      double needed = relative ? difference * Math.abs(before) : difference;
      if (Math.abs(value - before) < needed) {
        return OptionalDouble.empty();
      }
    }
    last = OptionalDouble.of(value);
    return last;
  }

  @Override
  public void reset() {
    last = OptionalDouble.empty();
  }
}
