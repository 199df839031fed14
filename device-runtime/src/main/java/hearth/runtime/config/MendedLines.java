package hearth.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a text that is not quite YAML, as they are mended one after the other. */
final class MendedLines {
  /** What may stand before a value in its line: dashes and a key. */
  static final String BEFORE = "^(\\s*(?:- +)*(?:[\\w.-]+ *: +)?)";

  private final String file;
  private final List<String> lines;
  private final Source source;
  private int mendings;

  /**
   * @param file how problems call it
   * @param source gets the problems
   */
  MendedLines(String file, String text, Source source) {
    this.file = file;
    this.lines = new ArrayList<>(List.of(text.split("\n", -1)));
    this.source = source;
  }

  int size() {
    return lines.size();
  }

  String get(int number) {
    return lines.get(number);
  }

  void set(int number, String line) {
    lines.set(number, line);
  }

  /** The whole text as it is now. */
  String text() {
    return String.join("\n", lines);
  }

  /** How often something was mended. */
  int mendings() {
    return mendings;
  }

  /** Counts what was tried, so that trying ends even where there was nothing to mend. */
  void tried() {
    mendings++;
  }

  /** Tells a slip that is mended then. */
  void report(int line, int column, String message) {
    mendings++;
    source.reportReason(new Position(file, line + 1, column + 1), message);
  }

  /** The value of a line between quotes, its comment left out. */
  static String quoted(String line) {
    Matcher value = Pattern.compile(BEFORE + "(.*?)(\\s+#.*)?$").matcher(line);
    return value.find() ? value.group(1) + "'" + value.group(2).replace("'", "''") + "'" : line;
  }

  static boolean isNothing(String line) {
    return line.isBlank() || line.strip().startsWith("#");
  }

  /** Moves the lines below one, as far as they belong to it, as it was moved itself. */
  void shift(int number, int indent, int by) {
    for (int i = number + 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isBlank() && indentOf(line) <= indent) {
        return;
      }
      if (!line.isBlank()) {
        lines.set(i, " ".repeat(Math.max(0, indentOf(line) + by)) + line.strip());
      }
    }
  }

  int above(int number) {
    for (int i = number - 1; i >= 0; i--) {
      if (!isNothing(lines.get(i))) {
        return i;
      }
    }
    return -1;
  }

  int itemIndent(int number) {
    for (int i = number - 1; i >= 0; i--) {
      if (lines.get(i).strip().startsWith("-")) {
        return indentOf(lines.get(i));
      }
    }
    return keyIndent(lines.get(above(number)));
  }

  /** Where the keys of a line's section begin: behind the dashes of an item. */
  static int keyIndent(String line) {
    Matcher dashes = Pattern.compile("^\\s*(?:- +)*").matcher(line);
    return dashes.find() ? dashes.end() : 0;
  }

  static int indentOf(String line) {
    return line.length() - line.stripLeading().length();
  }
}
