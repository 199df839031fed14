package hearth.broker.access;

import hearth.io.text.PrintableText;
import java.nio.file.Path;
import java.util.List;

/**
 * A password or access control file that cannot be used. The message holds one line for each
 * problem of the file, as {@code file:line: what is wrong and what to do}, and never a secret.
 */
public final class AccessFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * One thing wrong with a file.
   *
   * @param line counted from 1, or 0 where it is the file as a whole
   * @param text a sentence without the file's name, without secrets
   */
  record Problem(int line, String text) {}

  private final int problemCount;

  AccessFileException(Path file, List<Problem> problems) {
    super(
        PrintableText.lines(
            problems.stream()
                .map(p -> file + (p.line > 0 ? ":" + p.line : "") + ": " + p.text)
                .toList()));
    this.problemCount = problems.size();
  }

  AccessFileException(Path file, String problem) {
    this(file, List.of(new Problem(0, problem)));
  }

  /** How many problems the message lists, at least 1. */
  public int problemCount() {
    return problemCount;
  }
}
