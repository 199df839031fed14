package hearth.runtime.config;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern KEY_AND_VALUE =
      Pattern.compile("^(\\s*(?:- +)*[^\\s#][^:#]*: +)(\\S.*)$");
  private static final Pattern OPENED = Pattern.compile(MendedLines.BEFORE + "(['\"])(.*)$");

  private final String file;
  private final MendedLines lines;
  private final Set<Integer> mended = new HashSet<>();

  /**
   * @param file how problems call it
   * @param source gets the problems
   */
  YamlSlips(String file, String text, Source source) {
    this.file = file;
    this.lines = new MendedLines(file, text, source);
  }

  /** The tree of the text as it was meant; empty where it holds nothing or cannot be mended. */
  Optional<Node> compose() {
    new LineSlips(lines).lookAtLines();
    while (lines.mendings() < MAX_MENDED) {
      try {
        return YamlText.compose(file, lines.text());
      } catch (MarkedYamlEngineException e) {
        if (!mend(e)) {
          return Optional.empty();
        }
      } catch (ReaderException e) {
        mendCharacter(e);
      } catch (YamlEngineException e) {
        lines.report(0, 0, "this is not YAML: " + e.getMessage());
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Whether there is a point in reading on. */
  private boolean mend(MarkedYamlEngineException fault) {
    Mark mark = fault.getProblemMark().or(fault::getContextMark).orElse(null);
    if (mark == null) {
      lines.report(0, 0, notYaml(fault.getProblem()));
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
        lines.report(i, opened.start(2), "the quote that opens here is not closed in this line");
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
    lines.report(
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
    lines.report(
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
      lines.report(
          number, column, "a second document begins here; everything stands in one, without '---'");
      lines.set(number, "");
      return true;
    }
    if (problem.equals(YamlText.TOO_DEEP)) {
      lines.report(number, column, problem);
      return false;
    }
    if (!mended.add(number)) {
      lines.report(number, column, notYaml(problem));
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
      lines.report(
          number,
          column,
          "there is no anchor of this name; a value that begins with * stands between quotes");
    } else if (context.contains("anchor")) {
      lines.report(number, column, "a value that begins with & stands between quotes");
    } else if (problem.contains("sequence entries are not allowed")) {
      lines.report(number, column, "a list begins in the line below its key: '- ' and the item");
    } else if (context.contains("block scalar")) {
      lines.report(number, column, "a value that begins with | or > stands between quotes");
    } else if (problem.contains("cannot start any token") || problem.contains("node content")) {
      lines.report(
          number,
          column,
          "a value that begins with " + at(number, column) + " stands between quotes");
    } else if (problem.contains("<scalar>")) {
      lines.report(
          number, column, "there is text behind the closing quote; the quotes go around all of it");
    } else {
      lines.report(number, column, notYaml(problem));
      return false;
    }
    lines.set(number, MendedLines.quoted(lines.get(number)));
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
      lines.report(
          number,
          value.end(1),
          "the value has a colon in it; put it between quotes: \"" + text.replace("\"", "'") + '"');
      lines.set(number, value.group(1) + "'" + text.replace("'", "''") + "'");
      return true;
    }
    int above = lines.above(number);
    if (above >= 0 && MendedLines.indentOf(line) <= MendedLines.indentOf(lines.get(above))) {
      return mendNoKey(above);
    }
    return mendIndent(number);
  }

  /** A line that is neither a key nor an item. */
  private boolean mendNoKey(int number) {
    int line = Math.max(0, number);
    String text = lines.get(line);
    lines.report(
        line,
        MendedLines.indentOf(text),
        "this is neither a key with its value, 'key: value', nor '- ' and an item");
    lines.set(line, "");
    return true;
  }

  /** Puts a line below that above it: where its keys begin, or where its dash stands. */
  private boolean mendIndent(int number) {
    String line = lines.get(number);
    int above = lines.above(number);
    if (above < 0) {
      lines.report(number, 0, "the line is indented, and the first key of a file is not");
      lines.set(number, line.strip());
      return true;
    }
    boolean isItem = line.strip().startsWith("-");
    int wanted = isItem ? lines.itemIndent(number) : MendedLines.keyIndent(lines.get(above));
    lines.report(
        number,
        MendedLines.indentOf(line),
        "the line begins in column %d, and nothing that it could belong to does; below line %d it would begin in column %d"
            .formatted(MendedLines.indentOf(line) + 1, above + 1, wanted + 1));
    if (wanted == MendedLines.indentOf(line)) {
      return false;
    }
    lines.set(number, " ".repeat(wanted) + line.strip());
    lines.shift(number, MendedLines.indentOf(line), wanted - MendedLines.indentOf(line));
    return true;
  }

  private void mendCharacter(ReaderException fault) {
    String odd = Character.toString(fault.getCodePoint());
    for (int i = 0; i < lines.size(); i++) {
      int column = lines.get(i).indexOf(odd);
      if (column >= 0) {
        lines.report(
            i,
            column,
            "there is a control character (U+%04X) that is not seen; delete it"
                .formatted(fault.getCodePoint()));
        lines.set(i, lines.get(i).replace(odd, ""));
      }
    }
    lines.tried();
  }
}
