package hearth.broker.sys;

import hearth.io.loop.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * Writes what the broker holds as tab separated text, headings first: of many the largest, in the
 * order of their names. Looked through a portion at a time, once for all who ask before it begins;
 * what changes meanwhile may be missing.
 *
 * <pre>
 *   IDLE --asked--> LOOKING --all seen--> IDLE, or LOOKING where others have asked meanwhile
 * </pre>
 */
abstract class HeldList<T> {
  /** As many as people look through, and as fit into a packet. */
  static final int SHOWN = 500;

  /** A look costs about as much as passing a message on. */
  private static final int PORTION = 256;

  /** What is looked through. */
  interface Walk<T> {
    /**
     * Goes on.
     *
     * @param most how many to look at, at the most
     * @return whether there are more
     */
    boolean goOn(int most, Consumer<T> action);

    /** Nobody goes on with it. */
    default void end() {}
  }

  private final EventLoop loop;
  private final String headings;

  /** Those who get the list that is made now; each once. */
  private Map<Object, Consumer<String>> asking = Map.of();

  /** Those who get the next. */
  private Map<Object, Consumer<String>> next = new LinkedHashMap<>();

  /** Null while nobody has asked. */
  private Walk<T> walk;

  private PriorityQueue<T> largest;
  private int more;

  HeldList(EventLoop loop, String headings) {
    this.loop = loop;
    this.headings = headings;
  }

  abstract Walk<T> walk();

  /** In bytes. */
  abstract long size(T one);

  abstract String name(T one);

  /** As it is now, or null where it is gone. */
  abstract T current(T one);

  /** Its values between tabs, none of which has a tab or a line break in it. */
  abstract String line(T one);

  /**
   * Asks for the list.
   *
   * @param asker who gets one list, however often it asks for it before that begins
   * @param answer hears it, perhaps in a later turn of the loop
   */
  final void ask(Object asker, Consumer<String> answer) {
    next.put(asker, answer);
    if (walk == null) {
      begin();
    }
  }

  private void begin() {
    asking = next;
    next = new LinkedHashMap<>();
    largest = new PriorityQueue<>(Comparator.comparingLong(this::size));
    more = 0;
    walk = walk();
    goOn();
  }

  private void goOn() {
    do {
      loop.charge(PORTION);
      if (!walk.goOn(PORTION, this::look)) {
        end();
        return;
      }
    } while (loop.budgetLeft() > 0);
    loop.yieldTurn(this::goOn);
  }

  private void look(T one) {
    largest.add(one);
    if (largest.size() > SHOWN) {
      largest.poll();
      more++;
    }
  }

  private void end() {
    loop.charge(SHOWN);
    String text = text();
    Map<Object, Consumer<String>> asked = asking;
    walk.end();
    asking = Map.of();
    largest = null;
    asked.values().forEach(answer -> answer.accept(text));
    walk = null;
    if (!next.isEmpty()) {
      begin();
    }
  }

  private String text() {
    List<T> shown = new ArrayList<>();
    largest.stream().map(this::current).filter(Objects::nonNull).forEach(shown::add);
    shown.sort(Comparator.comparing(this::name));
    StringJoiner lines = new StringJoiner("\n").add(headings);
    shown.forEach(each -> lines.add(line(each)));
    if (more > 0) {
      lines.add("and " + more + " more, none of them larger");
    }
    return lines.toString();
  }
}
