package hearth.runtime.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a text that is not quite YAML: tells each of the usual slips in a sentence of its own,
 * mends it in memory as it was meant, and goes on, so that one look tells all that is wrong. Used
 * only where something is: a sound file never comes here.
 */
final class YamlSlips {
  /** Mending ends after so many: such a file is something else than YAML. */
  private static final int MAX_MENDED = 100;

  /** Blanks that look like one and are none to YAML, and what is not seen at all. */
  private static final String ODD_BLANKS = "\u00A0\u2000-\u200B\u202F\u205F\u2060\u3000\uFEFF";

  private static final String CURLY = "\u201C\u201D\u201E\u2018\u2019\u201A";

  /** What may stand before a value in its line: dashes and a key. */
  private static final String BEFORE = "^(\\s*(?:- +)*(?:[\\w.-]+ *: +)?)";

  private static final Pattern BLOCK_SCALAR = Pattern.compile("[:-] +[|>][-+0-9]*\\s*(?:#.*)?$");
  private static final Pattern KEY_AND_VALUE =
      Pattern.compile("^(\\s*(?:- +)*[^\\s#][^:#]*: +)(\\S.*)$");
  private static final Pattern TAB = Pattern.compile("^( *)\t");
  private static final Pattern DASH = Pattern.compile("^( *)-(?=[\\p{L}\"'{\\[]|\\d+\\.\\d+\\.)");
  private static final Pattern SWALLOWED =
      Pattern.compile("^(\\s*(?:- +)*[\\w.-]+ *: +)(#[^\\s#].*|&\\S*)\\s*$");
  private static final Pattern OPENED = Pattern.compile(BEFORE + "(['\"])(.*)$");

  /**
   * A slip that a line shows by itself.
   *
   * @param slip its first group ends where the slip is
   * @param message what it is, with the text at the place for %s
   * @param mended the line as it was meant
   */
  private record LineSlip(Pattern slip, String message, UnaryOperator<String> mended) {}

  private static final List<LineSlip> LINE_SLIPS = lineSlips();

  private final String file;
  private final List<String> lines;
  private final Source source;
  private final Set<Integer> mended = new HashSet<>();
  private int mendings;

  /**
   * @param file how problems call it
   * @param source gets the problems
   */
  YamlSlips(String file, String text, Source source) {
    this.file = file;
    this.lines = new ArrayList<>(List.of(text.split("\n", -1)));
    this.source = source;
  }

  private static List<LineSlip> lineSlips() {
    String keys =
        Configuration.SCHEMA.sections().stream()
            .flatMap(section -> section.keys().stream())
            .map(Key::name)
            .distinct()
            .collect(Collectors.joining("|"));
    return List.of(
        slip(
            "^((?:[^'\"#]*[:,\\[{-] *| *))[" + ODD_BLANKS + "]",
            "there is a blank that is none, as copying from a web page brings along (a non-breaking"
                + " blank); delete it and type a blank",
            line -> line.replaceAll("[" + ODD_BLANKS + "]", " ")),
        slip(
            BEFORE + "[" + CURLY + "]",
            "the quotes are those of printed text; write straight ones: \" or '",
            line -> line.replaceAll("[" + CURLY + "]", "\"")),
        slip(
            "^(\\s*(?:- *)?(?:" + keys + "):)(?=[^\\s])",
            "the blank behind the colon is missing: '%s '",
            line -> line.replaceFirst(":", ": ")),
        slip(
            "([{,] *(?:" + keys + "):)(?=[^\\s,}\\]])",
            "the blank behind the colon is missing: '%s '",
            line -> line.replaceAll("([{,] *(?:" + keys + "):)(?=[^\\s,}\\]])", "$1 ")),
        slip(
            BEFORE + "(?=[@`%])",
            "a value that begins with @, % or ` stands between quotes",
            YamlSlips::quoted),
        slip(
            BEFORE + "(?=\\*(?:[^\\w-]|$))",
            "a value that begins with * stands between quotes: '*'",
            YamlSlips::quoted),
        slip(
            "([\\[,] *)(?=\\*[^\\w-])",
            "a value that begins with * stands between quotes: '*'",
            line -> line.replaceAll("([\\[,] *)(\\*[^,\\]]*)", "$1'$2'")));
  }

  private static LineSlip slip(String pattern, String message, UnaryOperator<String> mended) {
    return new LineSlip(Pattern.compile(pattern), message, mended);
  }

  /** The value of a line between quotes, its comment left out. */
  private static String quoted(String line) {
    Matcher value = Pattern.compile(BEFORE + "(.*?)(\\s+#.*)?$").matcher(line);
    return value.find() ? value.group(1) + "'" + value.group(2).replace("'", "''") + "'" : line;
  }

  /** The tree of the text as it was meant; empty where it holds nothing or cannot be mended. */
  Optional<Node> compose() {
    lookAtLines();
    while (mendings < MAX_MENDED) {
      try {
        return YamlText.compose(file, String.join("\n", lines));
      } catch (MarkedYamlEngineException e) {
        if (!mend(e)) {
          return Optional.empty();
        }
      } catch (ReaderException e) {
        mendCharacter(e);
      } catch (YamlEngineException e) {
        report(0, 0, "this is not YAML: " + e.getMessage());
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private void report(int line, int column, String message) {
    mendings++;
    source.reportReason(new Position(file, line + 1, column + 1), message);
  }

  private void lookAtLines() {
    int blockIndent = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int indent = indentOf(line);
      if (line.isBlank()
          || line.strip().startsWith("#")
          || blockIndent >= 0 && indent > blockIndent) {
        continue;
      }
      blockIndent = BLOCK_SCALAR.matcher(line).find() ? indent : -1;
      lookAt(i);
    }
  }

  private void lookAt(int number) {
    mendTab(number);
    mendDash(number);
    for (LineSlip slip : LINE_SLIPS) {
      Matcher found = slip.slip.matcher(lines.get(number));
      if (found.find()) {
        report(number, found.end(1), slip.message.replace("%s", key(found.toMatchResult())));
        lines.set(number, slip.mended.apply(lines.get(number)));
      }
    }
    mendSwallowed(number);
  }

  private void mendTab(int number) {
    Matcher tab = TAB.matcher(lines.get(number));
    if (tab.find()) {
      report(number, tab.end(1), "the line is indented with a tab; YAML wants blanks");
      int above = above(number);
      int opened = above >= 0 && lines.get(above).stripTrailing().endsWith(":") ? 2 : 0;
      int indent = above < 0 ? 0 : keyIndent(lines.get(above)) + opened;
      lines.set(number, " ".repeat(indent) + lines.get(number).strip());
    }
  }

  private void mendDash(int number) {
    Matcher dash = DASH.matcher(lines.get(number));
    if (dash.find()) {
      report(number, dash.end(1), "the blank behind the dash is missing: '- '");
      lines.set(number, lines.get(number).replaceFirst("-", "- "));
      shift(number, dash.end(1), 1);
    }
  }

  /** Values that begin with what YAML takes for a comment or an anchor, and then are none. */
  private void mendSwallowed(int number) {
    Matcher swallowed = SWALLOWED.matcher(lines.get(number));
    if (!swallowed.find() || isOpened(number)) {
      return;
    }
    report(
        number,
        swallowed.end(1),
        swallowed.group(2).startsWith("#")
            ? "what begins with # is a comment; a value that does stands between quotes"
            : "a value that begins with & stands between quotes");
    lines.set(number, swallowed.group(1) + "'" + swallowed.group(2).replace("'", "''") + "'");
  }

  /** Whether what follows belongs below the line. */
  private boolean isOpened(int number) {
    int next = number + 1;
    while (next < lines.size() && isNothing(lines.get(next))) {
      next++;
    }
    return next < lines.size()
        && (indentOf(lines.get(next)) > keyIndent(lines.get(number))
            || lines.get(next).strip().startsWith("-"));
  }

  private static boolean isNothing(String line) {
    return line.isBlank() || line.strip().startsWith("#");
  }

  /** Moves the lines below one, as far as they belong to it, as it was moved itself. */
  private void shift(int number, int indent, int by) {
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

  private static String key(MatchResult found) {
    return found.group(1).replaceAll("^[-{,\\s]*", "");
  }

  /** Whether there is a point in reading on. */
  private boolean mend(MarkedYamlEngineException fault) {
    Mark mark = fault.getProblemMark().or(fault::getContextMark).orElse(null);
    if (mark == null) {
      report(0, 0, notYaml(fault.getProblem()));
      return false;
    }
    int number = Math.min(mark.getLine(), lines.size() - 1);
    String problem = String.valueOf(fault.getProblem());
    String context = String.valueOf(fault.getContext());
    return mendQuote(fault, number)
        || mendBracket(fault, context)
        || mendLine(number, mark.getColumn(), problem, context);
  }

  private static String notYaml(String reason) {
    return "this is not YAML: " + reason;
  }

  /**
   * A quote that is not closed in its line takes in all that follows, up to the next quote or the
   * end; the fault shows there, and lies here.
   */
  private boolean mendQuote(MarkedYamlEngineException fault, int until) {
    if (String.valueOf(fault.getContext()).contains("double-quoted")) {
      return mendEscape(fault);
    }
    for (int i = 0; i <= until; i++) {
      Matcher opened = OPENED.matcher(lines.get(i));
      if (opened.find() && !isClosed(opened.group(3), opened.group(2)) && mended.add(i)) {
        report(i, opened.start(2), "the quote that opens here is not closed in this line");
        lines.set(i, lines.get(i).stripTrailing() + opened.group(2));
        return true;
      }
    }
    return false;
  }

  private static boolean isClosed(String rest, String quote) {
    String plain = quote.equals("'") ? rest.replace("''", "") : rest.replaceAll("\\\\.", "");
    return plain.contains(quote);
  }

  private boolean mendEscape(MarkedYamlEngineException fault) {
    int number = fault.getContextMark().orElseThrow().getLine();
    if (!mended.add(number)) {
      return false;
    }
    report(
        number,
        fault.getContextMark().orElseThrow().getColumn(),
        "a backslash between double quotes begins a special character; put the text between single"
            + " quotes, or write \\\\ for each");
    lines.set(number, lines.get(number).replace("\\", "\\\\"));
    return true;
  }

  private boolean mendBracket(MarkedYamlEngineException fault, String context) {
    boolean isList = context.contains("flow sequence");
    if (!isList && !context.contains("flow mapping")) {
      return false;
    }
    Mark opened = fault.getContextMark().orElseThrow();
    String line = lines.get(opened.getLine());
    report(
        opened.getLine(),
        opened.getColumn(),
        isList
            ? "the bracket [ that opens here is not closed, or a comma is missing in it"
            : "the bracket { that opens here is not closed, or a comma is missing in it");
    boolean isFirst = mended.add(opened.getLine());
    lines.set(opened.getLine(), line.stripTrailing() + (isList ? "]" : "}"));
    return isFirst;
  }

  private boolean mendLine(int number, int column, String problem, String context) {
    if (problem.contains("another document")) {
      report(
          number, column, "a second document begins here; everything stands in one, without '---'");
      lines.set(number, "");
      return true;
    }
    if (problem.equals(YamlText.TOO_DEEP)) {
      report(number, column, problem);
      return false;
    }
    if (!mended.add(number)) {
      report(number, column, notYaml(problem));
      return false;
    }
    if (problem.contains("mapping values are not allowed")) {
      return mendColon(number, column);
    }
    if (problem.contains("could not find expected ':'")) {
      return mendNoKey(number - 1);
    }
    if (problem.contains("expected <block end>") && !problem.contains("<scalar>")) {
      return mendIndent(number);
    }
    if (problem.contains("undefined alias")) {
      report(
          number,
          column,
          "there is no anchor of this name; a value that begins with * stands between quotes");
    } else if (context.contains("anchor")) {
      report(number, column, "a value that begins with & stands between quotes");
    } else if (problem.contains("sequence entries are not allowed")) {
      report(number, column, "a list begins in the line below its key: '- ' and the item");
    } else if (context.contains("block scalar")) {
      report(number, column, "a value that begins with | or > stands between quotes");
    } else if (problem.contains("cannot start any token") || problem.contains("node content")) {
      report(
          number,
          column,
          "a value that begins with " + at(number, column) + " stands between quotes");
    } else if (problem.contains("<scalar>")) {
      report(
          number, column, "there is text behind the closing quote; the quotes go around all of it");
    } else {
      report(number, column, notYaml(problem));
      return false;
    }
    lines.set(number, quoted(lines.get(number)));
    return true;
  }

  private String at(int number, int column) {
    String line = lines.get(number);
    return column < line.length() ? line.substring(column, column + 1) : "that";
  }

  /** A colon in a value, or a key that stands too deep below a key with a value. */
  private boolean mendColon(int number, int column) {
    String line = lines.get(number);
    Matcher value = KEY_AND_VALUE.matcher(line);
    if (value.find() && value.end(1) <= column && value.group(2).contains(":")) {
      String text = value.group(2).strip();
      report(
          number,
          value.end(1),
          "the value has a colon in it; put it between quotes: \"" + text.replace("\"", "'") + '"');
      lines.set(number, value.group(1) + "'" + text.replace("'", "''") + "'");
      return true;
    }
    int above = above(number);
    if (above >= 0 && indentOf(line) <= indentOf(lines.get(above))) {
      return mendNoKey(above);
    }
    return mendIndent(number);
  }

  /** A line that is neither a key nor an item. */
  private boolean mendNoKey(int number) {
    int line = Math.max(0, number);
    String text = lines.get(line);
    report(
        line,
        indentOf(text),
        "this is neither a key with its value, 'key: value', nor '- ' and an item");
    lines.set(line, "");
    return true;
  }

  /** Puts a line below that above it: where its keys begin, or where its dash stands. */
  private boolean mendIndent(int number) {
    String line = lines.get(number);
    int above = above(number);
    if (above < 0) {
      report(number, 0, "the line is indented, and the first key of a file is not");
      lines.set(number, line.strip());
      return true;
    }
    boolean isItem = line.strip().startsWith("-");
    int wanted = isItem ? itemIndent(number) : keyIndent(lines.get(above));
    report(
        number,
        indentOf(line),
        "the line begins in column %d, and nothing that it could belong to does; below line %d it would begin in column %d"
            .formatted(indentOf(line) + 1, above + 1, wanted + 1));
    if (wanted == indentOf(line)) {
      return false;
    }
    lines.set(number, " ".repeat(wanted) + line.strip());
    shift(number, indentOf(line), wanted - indentOf(line));
    return true;
  }

  private int above(int number) {
    for (int i = number - 1; i >= 0; i--) {
      if (!isNothing(lines.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private int itemIndent(int number) {
    for (int i = number - 1; i >= 0; i--) {
      if (lines.get(i).strip().startsWith("-")) {
        return indentOf(lines.get(i));
      }
    }
    return keyIndent(lines.get(above(number)));
  }

  /** Where the keys of a line's section begin: behind the dashes of an item. */
  private static int keyIndent(String line) {
    Matcher dashes = Pattern.compile("^\\s*(?:- +)*").matcher(line);
    return dashes.find() ? dashes.end() : 0;
  }

  private static int indentOf(String line) {
    return line.length() - line.stripLeading().length();
  }

  private void mendCharacter(ReaderException fault) {
    String odd = Character.toString(fault.getCodePoint());
    for (int i = 0; i < lines.size(); i++) {
      int column = lines.get(i).indexOf(odd);
      if (column >= 0) {
        report(
            i,
            column,
            "there is a control character (U+%04X) that is not seen; delete it"
                .formatted(fault.getCodePoint()));
        lines.set(i, lines.get(i).replace(odd, ""));
      }
    }
    mendings++;
  }
}
