package hearth.runtime.config;

import hearth.io.text.PrintableText;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A configuration with problems, all of them; nothing of it may be started. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // a List of records, never serialized
  private final List<Problem> problems;

  private final transient Configuration inPart;

  /**
   * @param inPart what could be read; null for nothing
   */
  ConfigurationException(List<Problem> problems, Configuration inPart) {
    super(PrintableText.lines(inOrder(problems)));
    this.problems = inOrder(problems);
    this.inPart = inPart;
  }

  private static List<Problem> inOrder(List<Problem> problems) {
    return problems.stream().sorted(Comparator.comparing(Problem::position)).toList();
  }

  /**
   * What could be read all the same, for those who look for further problems of other kinds;
   * nothing of it may be started.
   */
  public Optional<Configuration> inPart() {
    return Optional.ofNullable(inPart);
  }

  /** The problems in the order of the file, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
