package hearth.runtime.config;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The slips that a line of YAML shows by itself, before anybody has parsed it. */
final class LineSlips {
  /** Blanks that look like one and are none to YAML, and what is not seen at all. */
  private static final String ODD_BLANKS = "\u00A0\u2000-\u200B\u202F\u205F\u2060\u3000\uFEFF";

  private static final String CURLY = "\u201C\u201D\u201E\u2018\u2019\u201A";

  private static final Pattern BLOCK_SCALAR = Pattern.compile("[:-] +[|>][-+0-9]*\\s*(?:#.*)?$");
  private static final Pattern TAB = Pattern.compile("^( *)\t");
  private static final Pattern DASH = Pattern.compile("^( *)-(?=[\\p{L}\"'{\\[]|\\d+\\.\\d+\\.)");
  private static final Pattern SWALLOWED =
      Pattern.compile("^(\\s*(?:- +)*[\\w.-]+ *: +)(#[^\\s#].*|&\\S*)\\s*$");

  /**
   * A slip that a line shows by itself.
   *
   * @param slip its first group ends where the slip is
   * @param message what it is, with the text at the place for %s
   * @param mended the line as it was meant
   */
  private record LineSlip(Pattern slip, String message, UnaryOperator<String> mended) {}

  private static final List<LineSlip> LINE_SLIPS = lineSlips();

  private final MendedLines lines;

  LineSlips(MendedLines lines) {
    this.lines = lines;
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
            MendedLines.BEFORE + "[" + CURLY + "]",
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
            MendedLines.BEFORE + "(?=[@`%])",
            "a value that begins with @, % or ` stands between quotes",
            MendedLines::quoted),
        slip(
            MendedLines.BEFORE + "(?=\\*(?:[^\\w-]|$))",
            "a value that begins with * stands between quotes: '*'",
            MendedLines::quoted),
        slip(
            "([\\[,] *)(?=\\*[^\\w-])",
            "a value that begins with * stands between quotes: '*'",
            line -> line.replaceAll("([\\[,] *)(\\*[^,\\]]*)", "$1'$2'")));
  }

  private static LineSlip slip(String pattern, String message, UnaryOperator<String> mended) {
    return new LineSlip(Pattern.compile(pattern), message, mended);
  }

  /** Tells and mends those of all lines. */
  void lookAtLines() {
    int blockIndent = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int indent = MendedLines.indentOf(line);
      if (line.isBlank()
          || line.strip().startsWith("#")
          || (blockIndent >= 0 && indent > blockIndent)) {
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
        lines.report(number, found.end(1), slip.message.replace("%s", key(found.toMatchResult())));
        lines.set(number, slip.mended.apply(lines.get(number)));
      }
    }
    mendSwallowed(number);
  }

  private void mendTab(int number) {
    Matcher tab = TAB.matcher(lines.get(number));
    if (tab.find()) {
      lines.report(number, tab.end(1), "the line is indented with a tab; YAML wants blanks");
      int above = lines.above(number);
      int opened = above >= 0 && lines.get(above).stripTrailing().endsWith(":") ? 2 : 0;
      int indent = above < 0 ? 0 : MendedLines.keyIndent(lines.get(above)) + opened;
      lines.set(number, " ".repeat(indent) + lines.get(number).strip());
    }
  }

  private void mendDash(int number) {
    Matcher dash = DASH.matcher(lines.get(number));
    if (dash.find()) {
      lines.report(number, dash.end(1), "the blank behind the dash is missing: '- '");
      lines.set(number, lines.get(number).replaceFirst("-", "- "));
      lines.shift(number, dash.end(1), 1);
    }
  }

  /** Values that begin with what YAML takes for a comment or an anchor, and then are none. */
  private void mendSwallowed(int number) {
    Matcher swallowed = SWALLOWED.matcher(lines.get(number));
    if (!swallowed.find() || isOpened(number)) {
      return;
    }
    lines.report(
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
    while (next < lines.size() && MendedLines.isNothing(lines.get(next))) {
      next++;
    }
    return next < lines.size()
        && (MendedLines.indentOf(lines.get(next)) > MendedLines.keyIndent(lines.get(number))
            || lines.get(next).strip().startsWith("-"));
  }

  private static String key(MatchResult found) {
    return found.group(1).replaceAll("^[-{,\\s]*", "");
  }
}
