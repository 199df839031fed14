package hearth.broker.recorder;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What time a question is about, and in which steps.
 *
 * @param from in milliseconds, where a step begins
 * @param to the first that is not asked for
 * @param step in milliseconds; 0 where the steps are those of the calendar
 * @param calendar the step where it is one of the calendar, or null
 */
public record HistoryRange(long from, long to, long step, ChronoUnit calendar) {
  /** As many points as a screen has. */
  public static final int MAX_POINTS = 1000;

  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Further back, the five-minute rows of a range are more than the hours of a year. */
  private static final long MAX_OF_FIVE_MINUTES = 62 * DAY;

  private static final long MAX_OF_READINGS = 2 * DAY;
  private static final long MAX_LENGTH = 100L * 366 * DAY;

  private static final Map<String, Long> SPANS =
      Map.of("hour", HOUR, "day", DAY, "week", 7 * DAY, "month", 31 * DAY, "year", 366 * DAY);

  private static final Map<String, ChronoUnit> CALENDARS =
      Map.of("hours", ChronoUnit.HOURS, "days", ChronoUnit.DAYS, "months", ChronoUnit.MONTHS);

  private static final long[] NICE = {
    SECOND,
    2 * SECOND,
    4 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    90 * SECOND,
    2 * MINUTE,
    3 * MINUTE
  };

  /** What is read for a range. */
  enum Source {
    READINGS(SECOND),
    FIVE_MINUTES(Records.FIVE_MINUTES_MILLIS),
    HOURS(HOUR);

    private final long finest;

    Source(long finest) {
      this.finest = finest;
    }
  }

  /**
   * The range of a word: hour, day, week, month or year up to now, or hours, days or months of the
   * calendar.
   *
   * @param zone where days and months begin
   * @return null where it is no such word
   */
  public static HistoryRange of(String word, long now, Supplier<ZoneId> zone) {
    if (SPANS.containsKey(word)) {
      return of(now - SPANS.get(word) + 1, now + 1);
    }
    ChronoUnit unit = CALENDARS.get(word);
    return unit == null ? null : calendar(unit, now, zone.get());
  }

  private static HistoryRange calendar(ChronoUnit unit, long now, ZoneId zone) {
    ZonedDateTime at = Instant.ofEpochMilli(now).atZone(zone);
    ZonedDateTime from =
        switch (unit) {
          case HOURS -> at.truncatedTo(ChronoUnit.HOURS).minusHours(167);
          case DAYS -> at.truncatedTo(ChronoUnit.DAYS).minusDays(365);
          default -> at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).minusMonths(11);
        };
    return new HistoryRange(from.toInstant().toEpochMilli(), now + 1, 0, unit);
  }

  /**
   * A range of times in whole or ISO 8601 form.
   *
   * @return null where one is no time, or nothing is between them
   */
  public static HistoryRange of(String from, String to) {
    try {
      long first = millis(from);
      long last = millis(to);
      return first < last && last - first <= MAX_LENGTH && first >= 0 ? of(first, last) : null;
    } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
      return null;
    }
  }

  private static long millis(String text) {
    boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber
        ? Math.multiplyExact(Long.parseLong(text), SECOND)
        : Instant.parse(text).toEpochMilli();
  }

  private static HistoryRange of(long from, long to) {
    Source source = sourceOf(to - from);
    long step = step(from, to, source);
    return new HistoryRange(Math.floorDiv(from, step) * step, to, step, null);
  }

  private static Source sourceOf(long length) {
    if (length <= MAX_OF_READINGS) {
      return Source.READINGS;
    }
    return length <= MAX_OF_FIVE_MINUTES ? Source.FIVE_MINUTES : Source.HOURS;
  }

  private static long step(long from, long to, Source source) {
    // The first and the last may be parts of a step.
    long min = (to - from + MAX_POINTS - 3) / (MAX_POINTS - 2);
    if (source == Source.READINGS) {
      for (long nice : NICE) {
        if (nice >= min) {
          return nice;
        }
      }
    }
    long unit = source == Source.HOURS ? HOUR : Records.FIVE_MINUTES_MILLIS;
    return (min + unit - 1) / unit * unit;
  }

  /**
   * What there is to be read of it.
   *
   * @param readingsFrom the first time of which every reading is kept
   */
  Source source(long readingsFrom) {
    Source source = calendar != null ? Source.HOURS : sourceOf(to - from);
    return source == Source.READINGS && from < readingsFrom ? Source.FIVE_MINUTES : source;
  }

  /** The same in steps that the rows of a source fill. */
  HistoryRange inStepsOf(Source source) {
    if (calendar != null || step % source.finest == 0) {
      return this;
    }
    long wider = (step + source.finest - 1) / source.finest * source.finest;
    return new HistoryRange(Math.floorDiv(from, wider) * wider, to, wider, null);
  }

  /** How many steps there are. */
  int points() {
    return (int) ((to - from + step - 1) / step);
  }
}
