package hearth.runtime.command;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;

/**
 * A command that runs for as long as the machine does, and so is to be small. It understands its
 * options itself where they are written plainly: picocli's look at its annotations would hold 9 MB
 * of memory, and take half of the start. Everything else, and every mistake, is picocli's to tell.
 */
interface ServiceCommand extends Callable<Integer> {
  /**
   * Takes one option.
   *
   * @param values what follows it; {@link #value} takes the next
   * @return false where this is none of its plain options
   * @throws IllegalArgumentException where its value is not as it should be
   */
  boolean take(String option, Iterator<String> values);

  /** Takes all options; false where that needs picocli, and an object that is still untouched. */
  default boolean takeAll(List<String> words) {
    Iterator<String> left = words.iterator();
    try {
      while (left.hasNext()) {
        if (!take(left.next(), left)) {
          return false;
        }
      }
      return true;
    } catch (IllegalArgumentException | NoSuchElementException mistake) {
      return false;
    }
  }

  /** The value of an option; of one that stands twice the last counts. */
  static String value(Iterator<String> values) {
    String value = values.next();
    if (value.startsWith("-")) {
      throw new IllegalArgumentException("an option in the place of a value");
    }
    return value;
  }
}
