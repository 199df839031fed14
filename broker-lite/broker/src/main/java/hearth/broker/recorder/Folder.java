package hearth.broker.recorder;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of records: of readings one a week, of means one a month, in UTC. What is too old goes
 * with its folder, so that nothing is ever copied.
 *
 * @param from its first millisecond
 * @param to the first that is not its own
 */
record Folder(Part part, String name, long from, long to) {
  /** The two logs. */
  enum Part {
    READINGS("readings-(\\d{4})-W(\\d{2})"),
    MEANS("means-(\\d{4})-(\\d{2})");

    private final Pattern pattern;

    Part(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }

    /** The folder of a time. */
    Folder at(long millis) {
      LocalDate date = Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate();
      return this == READINGS
          ? week(date.get(IsoFields.WEEK_BASED_YEAR), date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR))
          : month(date.getYear(), date.getMonthValue());
    }

    /** The folder of a name, or null where it is none of ours. */
    Folder named(String name) {
      Matcher matcher = pattern.matcher(name);
      if (!matcher.matches()) {
        return null;
      }
      int year = Integer.parseInt(matcher.group(1));
      int number = Integer.parseInt(matcher.group(2));
      try {
        return this == READINGS ? week(year, number) : month(year, number);
      } catch (DateTimeException e) {
        return null;
      }
    }

    private Folder week(int year, int week) {
      LocalDate monday =
          LocalDate.of(year, 1, 4)
              .with(WeekFields.ISO.weekOfWeekBasedYear(), week)
              .with(WeekFields.ISO.dayOfWeek(), 1);
      return of("readings-%04d-W%02d".formatted(year, week), monday, monday.plusWeeks(1));
    }

    private Folder month(int year, int month) {
      LocalDate first = LocalDate.of(year, month, 1);
      return of("means-%04d-%02d".formatted(year, month), first, first.plusMonths(1));
    }

    private Folder of(String name, LocalDate from, LocalDate to) {
      return new Folder(this, name, millis(from), millis(to));
    }

    private static long millis(LocalDate date) {
      return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
  }
}
