package hearth.runtime.command;

import java.util.List;

/** The 40-pin header of a Raspberry Pi: where a GPIO number is found on the board. */
final class Header {
  /** The place of GPIO0, GPIO1, and so on to GPIO27. */
  private static final List<Integer> PLACES =
      List.of(
          27, 28, 3, 5, 7, 29, 31, 26, 24, 21, 19, 23, 32, 33, 8, 10, 36, 11, 12, 35, 38, 40, 15,
          16, 18, 22, 37, 13);

  private Header() {}

  /** The place, 1 to 40, of a GPIO number, 0 to 27. */
  static int placeOf(int gpio) {
    return PLACES.get(gpio);
  }
}
