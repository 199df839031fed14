package hearth.runtime.config;

import hearth.io.text.PrintableText;
import java.util.Comparator;
import java.util.List;

/** A configuration with problems, all of them; nothing of it may be started. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // a List of records, never serialized
  private final List<Problem> problems;

  ConfigurationException(List<Problem> problems) {
    super(PrintableText.lines(inOrder(problems)));
    this.problems = inOrder(problems);
  }

  private static List<Problem> inOrder(List<Problem> problems) {
    return problems.stream().sorted(Comparator.comparing(Problem::position)).toList();
  }

  /** The problems in the order of the file, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
