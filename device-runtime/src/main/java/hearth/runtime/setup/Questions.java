package hearth.runtime.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Asks somebody at a terminal, a line each; an empty answer takes what is proposed. */
public final class Questions {
  private final BufferedReader in;
  private final PrintWriter out;

  public Questions(BufferedReader in, PrintWriter out) {
    this.in = in;
    this.out = out;
  }

  /** Tells something. */
  public void report(String text) {
    out.println(text);
    out.flush();
  }

  /**
   * Asks until the answer is one.
   *
   * @param usual what an empty answer means; empty for nothing
   * @param read gives the meaning of an answer, or throws an IllegalArgumentException that says
   *     what is wrong with it
   * @return empty where the answer is empty and nothing is proposed, or nobody answers any more
   */
  public <T> Optional<T> ask(String question, String usual, Function<String, T> read)
      throws IOException {
    while (true) {
      out.print(question + (usual.isEmpty() ? " " : " [" + usual + "] "));
      out.flush();
      String line = in.readLine();
      String answer = line == null || line.isBlank() ? usual : line.strip();
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(read.apply(answer));
      } catch (IllegalArgumentException e) {
        out.println("  " + e.getMessage());
        if (line == null) {
          return Optional.empty();
        }
      }
    }
  }

  /** Asks for yes or no; an empty answer is yes. */
  public boolean isYes(String question) throws IOException {
    return ask(question, "yes", Questions::yes).orElse(false);
  }

  private static boolean yes(String answer) {
    String first = answer.toLowerCase(Locale.ROOT).substring(0, 1);
    if (!first.equals("y") && !first.equals("n")) {
      throw new IllegalArgumentException("answer yes or no");
    }
    return first.equals("y");
  }
}
