package hearth.io.text;

import java.util.List;

/**
 * Text that somebody else has chosen, for a log or a terminal: what could start a new line, steer
 * the terminal or turn the direction of writing is written out in hexadecimal, and what is long is
 * cut.
 */
public final class PrintableText {
  /** Code points of a name, a topic or a reason that people still read. */
  public static final int MAX_LENGTH = 200;

  private static final int MAX_LINES = 50;
  private static final int MAX_LINE_LENGTH = 1000;

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private PrintableText() {}

  /** The text, cut after {@link #MAX_LENGTH} code points; "null" for null. */
  public static String of(Object text) {
    return of(text, MAX_LENGTH);
  }

  /**
   * The text.
   *
   * @param maxLength code points after which it is cut, and ends with …
   */
  public static String of(Object text, int maxLength) {
    String whole = String.valueOf(text);
    if (whole.length() <= maxLength && isSafe(whole)) {
      return whole;
    }
    int end =
        whole.codePointCount(0, whole.length()) > maxLength
            ? whole.offsetByCodePoints(0, maxLength)
            : whole.length();
    StringBuilder safe = new StringBuilder(end + 16);
    for (int i = 0; i < end; i += Character.charCount(whole.codePointAt(i))) {
      append(safe, whole.codePointAt(i));
    }
    return end < whole.length() ? safe.append('…').toString() : safe.toString();
  }

  /** A line for each, as many as a person reads, and then how many there are more. */
  public static String lines(List<?> lines) {
    StringBuilder all = new StringBuilder();
    for (Object line : lines.subList(0, Math.min(lines.size(), MAX_LINES))) {
      all.append(all.isEmpty() ? "" : "\n").append(of(line, MAX_LINE_LENGTH));
    }
    int more = lines.size() - MAX_LINES;
    return more > 0 ? all.append("\nand ").append(more).append(" more").toString() : all.toString();
  }

  /** One code point as it is shown. */
  public static void append(StringBuilder to, int codePoint) {
    if (isSafe(codePoint)) {
      to.appendCodePoint(codePoint);
    } else {
      to.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
    }
  }

  private static boolean isSafe(String text) {
    return text.codePoints().allMatch(PrintableText::isSafe);
  }

  /** Whether a terminal shows it, and does nothing else. */
  public static boolean isSafe(int codePoint) {
    if (codePoint < 0x7F) {
      return codePoint >= ' ';
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      // Written languages and emoji need the two joiners.
      case Character.FORMAT -> codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }
}
