package hearth.drivers.board;

import java.util.OptionalInt;

/**
 * The header with 40 pins that every Raspberry Pi has since the B+ of 2014, and where the lines of
 * the chip come out on it.
 */
public final class Header {
  /** The pin of each line, GPIO0 first. */
  private static final int[] PINS = {
    27, 28, 3, 5, 7, 29, 31, 26, 24, 21, 19, 23, 32, 33, 8, 10, 36, 11, 12, 35, 38, 40, 15, 16, 18,
    22, 37, 13
  };

  private Header() {}

  /** How many lines come out, from GPIO0 on. */
  public static int lineCount() {
    return PINS.length;
  }

  /** The pin where a line comes out, if it does. */
  public static OptionalInt pinOf(int line) {
    return line >= 0 && line < PINS.length ? OptionalInt.of(PINS[line]) : OptionalInt.empty();
  }
}
