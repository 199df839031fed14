package hearth.runtime.log;

import hearth.io.text.PrintableText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last lines of the log, for the page. In one place for the whole program, as the log itself
 * is: tinylog makes its writer by name. From any thread.
 */
public final class LastLines {
  private static final int KEPT = 200;
  private static final int MAX_LENGTH = 300;

  private static final Deque<String> LINES = new ArrayDeque<>();

  private LastLines() {}

  static void add(String line) {
    String cut = PrintableText.of(line.replace('\n', ' '), MAX_LENGTH);
    synchronized (LINES) {
      if (LINES.size() == KEPT) {
        LINES.removeFirst();
      }
      LINES.addLast(cut);
    }
  }

  /** The newest last. */
  public static List<String> all() {
    synchronized (LINES) {
      return List.copyOf(LINES);
    }
  }
}
