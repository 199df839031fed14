package hearth.broker.sys;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Writes what the broker holds as tab separated text, headings first: of many the largest, in the
 * order of their names.
 */
final class HeldList<T> {
  /** As many as people look through, and as fit into a packet. */
  static final int SHOWN = 500;

  private final String headings;
  private final ToLongFunction<T> size;
  private final Function<T, String> name;
  private final Function<T, String> line;

  /**
   * @param size in bytes
   * @param line its values between tabs, none of which has a tab or a line break in it
   */
  HeldList(
      String headings, ToLongFunction<T> size, Function<T, String> name, Function<T, String> line) {
    this.headings = headings;
    this.size = size;
    this.name = name;
    this.line = line;
  }

  String of(Stream<T> all) {
    PriorityQueue<T> largest = new PriorityQueue<>(Comparator.comparingLong(size));
    int more = 0;
    for (Iterator<T> each = all.iterator(); each.hasNext(); ) {
      T next = each.next();
      if (largest.size() < SHOWN) {
        largest.add(next);
        continue;
      }
      more++;
      if (size.applyAsLong(next) > size.applyAsLong(largest.peek())) {
        largest.poll();
        largest.add(next);
      }
    }
    return text(new ArrayList<>(largest), more);
  }

  private String text(List<T> shown, int more) {
    shown.sort(Comparator.comparing(name));
    StringJoiner lines = new StringJoiner("\n").add(headings);
    shown.forEach(each -> lines.add(line.apply(each)));
    if (more > 0) {
      lines.add("and " + more + " more, none of them larger");
    }
    return lines.toString();
  }
}
