package hearth.runtime.command;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The conversions of strftime(3), as the C locale has them, and N for the nanoseconds. */
final class SubTime {
  /** By the letter of strftime, what DateTimeFormatter calls it. */
  private static final Map<Character, String> PATTERNS =
      Map.ofEntries(
          Map.entry('a', "EEE"),
          Map.entry('A', "EEEE"),
          Map.entry('b', "MMM"),
          Map.entry('B', "MMMM"),
          Map.entry('c', "EEE MMM ppd HH:mm:ss uuuu"),
          Map.entry('d', "dd"),
          Map.entry('D', "MM/dd/uu"),
          Map.entry('e', "ppd"),
          Map.entry('F', "uuuu-MM-dd"),
          Map.entry('h', "MMM"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('j', "DDD"),
          Map.entry('k', "ppH"),
          Map.entry('l', "pph"),
          Map.entry('m', "MM"),
          Map.entry('M', "mm"),
          Map.entry('N', "nnnnnnnnn"),
          Map.entry('p', "a"),
          Map.entry('r', "hh:mm:ss a"),
          Map.entry('R', "HH:mm"),
          Map.entry('S', "ss"),
          Map.entry('T', "HH:mm:ss"),
          Map.entry('x', "MM/dd/uu"),
          Map.entry('X', "HH:mm:ss"),
          Map.entry('y', "uu"),
          Map.entry('Y', "uuuu"),
          Map.entry('z', "xx"),
          Map.entry('Z', "zzz"));

  private static final Map<Character, Function<ZonedDateTime, String>> OTHERS = new HashMap<>();

  static {
    OTHERS.put('@', now -> "@");
    OTHERS.put('%', now -> "%");
    OTHERS.put('n', now -> "\n");
    OTHERS.put('t', now -> "\t");
    OTHERS.put('s', now -> "" + now.toEpochSecond());
    OTHERS.put('C', now -> String.format("%02d", now.getYear() / 100));
    OTHERS.put('u', now -> "" + now.getDayOfWeek().getValue());
    OTHERS.put('w', now -> "" + now.getDayOfWeek().getValue() % 7);
    OTHERS.put('G', now -> "" + now.get(IsoFields.WEEK_BASED_YEAR));
    OTHERS.put('V', now -> String.format("%02d", now.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)));
    // Weeks that begin on Sunday and on Monday; the days before the first are week 0.
    OTHERS.put('U', now -> week(now, now.getDayOfWeek().getValue() % 7));
    OTHERS.put('W', now -> week(now, now.getDayOfWeek().getValue() - 1));
  }

  private SubTime() {}

  private static String week(ZonedDateTime now, int dayOfWeek) {
    int day = now.get(ChronoField.DAY_OF_YEAR) - 1;
    return String.format("%02d", (day + 7 - dayOfWeek) / 7);
  }

  /** What the letter stands for, or null where it stands for nothing. */
  static Function<ZonedDateTime, String> of(char letter) {
    String pattern = PATTERNS.get(letter);
    if (pattern == null) {
      return OTHERS.get(letter);
    }
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)::format;
  }
}
