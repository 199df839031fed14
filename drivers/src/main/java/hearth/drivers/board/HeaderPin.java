package hearth.drivers.board;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A pin of the header.
 *
 * @param number 1 to 40, the odd ones in one row
 * @param line the BCM number, or -1
 */
public record HeaderPin(int number, Kind kind, int line) {
  /** What comes out there. */
  public enum Kind {
    V3("3v3"),
    V5("5v"),
    GROUND("ground"),
    GPIO("gpio"),
    /** The memory of a HAT. */
    ID("id");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** In a word for programs. */
    public String word() {
      return word;
    }
  }

  /** How many there are. */
  public static final int COUNT = 40;

  private static final List<Integer> V3 = List.of(1, 17);
  private static final List<Integer> V5 = List.of(2, 4);

  /** All of them, in their order. */
  public static List<HeaderPin> all() {
    return IntStream.rangeClosed(1, COUNT).mapToObj(HeaderPin::of).toList();
  }

  private static HeaderPin of(int number) {
    for (int line = 0; line < Header.lineCount(); line++) {
      if (Header.pinOf(line).getAsInt() == number) {
        return new HeaderPin(number, line <= 1 ? Kind.ID : Kind.GPIO, line);
      }
    }
    Kind kind = V3.contains(number) ? Kind.V3 : V5.contains(number) ? Kind.V5 : Kind.GROUND;
    return new HeaderPin(number, kind, -1);
  }

  /** For people. */
  public String name() {
    return switch (kind) {
      case V3 -> "3.3 V";
      case V5 -> "5 V";
      case GROUND -> "Ground";
      case GPIO, ID -> "GPIO" + line;
    };
  }

  /** Whether it stands in the row of the odd numbers. */
  boolean isLeft() {
    return number % 2 == 1;
  }

  /** How far down it is, from 0. */
  int row() {
    return (number - 1) / 2;
  }
}
