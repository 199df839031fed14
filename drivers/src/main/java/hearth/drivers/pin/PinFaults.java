package hearth.drivers.pin;

import hearth.drivers.pin.PinException.Reason;

/** The sentences that the chips share. */
final class PinFaults {
  private PinFaults() {}

  static PinException noSuchLine(int line, int lineCount) {
    return new PinException(
        Reason.NO_SUCH_LINE,
        "There is no line %d on this chip, it has 0 to %d. Use the BCM number of the pin (GPIO17 is 17), not its place on the header."
            .formatted(line, lineCount - 1));
  }

  static PinException inUse(int line, String consumer, String owner) {
    return new PinException(
        Reason.IN_USE,
        "Line %d is not free for %s: %s has it. Choose another pin, or stop what uses it (gpioinfo shows the owners)."
            .formatted(line, consumer, owner));
  }

  static void requireOpen(boolean open, int line) {
    if (!open) {
      throw new IllegalStateException("line " + line + " was closed");
    }
  }
}
