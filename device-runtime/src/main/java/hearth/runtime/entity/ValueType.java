package hearth.runtime.entity;

import java.util.List;

/**
 * What payloads a value of a thing has.
 *
 * @param unit as people write it; empty where it has none
 * @param decimals digits behind the point, of a number
 * @param range of a number that has one; else null
 * @param options all payloads there are; of a flag the one that means yes, then the other
 */
public record ValueType(Kind kind, String unit, int decimals, Range range, List<String> options) {
  /** What renderers tell apart. */
  public enum Kind {
    /** A plain number. */
    NUMBER,
    /** Seconds since something started, which is the moment that people want to see. */
    ELAPSED,
    /** Yes or no. */
    FLAG,
    /** One of some words. */
    CHOICE,
    /** One of some words, at the moment when it happens; not retained. */
    EVENT
  }

  /**
   * The numbers that can be set.
   *
   * @param step from one to the next
   */
  public record Range(double lowest, double highest, double step) {}

  /** The payloads of a flag that is on or off. */
  public static final ValueType ON_OR_OFF = flag("ON", "OFF");

  /** A number that nobody sets. */
  public static ValueType number(String unit, int decimals) {
    return new ValueType(Kind.NUMBER, unit, decimals, null, List.of());
  }

  /** A number within a range. */
  public static ValueType number(String unit, int decimals, Range range) {
    return new ValueType(Kind.NUMBER, unit, decimals, range, List.of());
  }

  /** A whole number from 0 on. */
  public static ValueType upTo(int highest) {
    return number("", 0, new Range(0, highest, 1));
  }

  /** Seconds since something started. */
  public static ValueType elapsed(int decimals) {
    return new ValueType(Kind.ELAPSED, "s", decimals, null, List.of());
  }

  /** Yes or no. */
  public static ValueType flag(String yes, String no) {
    return new ValueType(Kind.FLAG, "", 0, null, List.of(yes, no));
  }

  /** One of some words. */
  public static ValueType choice(List<String> options) {
    return new ValueType(Kind.CHOICE, "", 0, null, List.copyOf(options));
  }

  /** One of some words, at the moment when it happens. */
  public static ValueType event(List<String> options) {
    return new ValueType(Kind.EVENT, "", 0, null, List.copyOf(options));
  }

  /** The payload of a flag that means yes. */
  public String yes() {
    return options.get(0);
  }

  /** The payload of a flag that means no. */
  public String no() {
    return options.get(1);
  }
}
