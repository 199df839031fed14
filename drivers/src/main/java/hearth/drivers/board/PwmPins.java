package hearth.drivers.board;

import java.util.OptionalInt;

/** The pins of the header that have pulse width modulation by the hardware. */
public final class PwmPins {
  private PwmPins() {}

  /**
   * The channel that a line is, if it can give pulses. Up to the Pi 4 two pins share each of two
   * channels (BCM2835 ARM Peripherals, table 6-31); the RP1 of the Pi 5 has four.
   */
  public static OptionalInt channel(Board.Chip chip, int line) {
    int channel =
        switch (line) {
          case 12 -> 0;
          case 13 -> 1;
          case 18 -> chip == Board.Chip.RP1 ? 2 : 0;
          case 19 -> chip == Board.Chip.RP1 ? 3 : 1;
          default -> -1;
        };
    return channel < 0 ? OptionalInt.empty() : OptionalInt.of(channel);
  }

  /** As above where the board is not known: as on most, so that the plan fits every board. */
  static OptionalInt channel(int line) {
    return channel(Board.Chip.BCM2835, line);
  }
}
