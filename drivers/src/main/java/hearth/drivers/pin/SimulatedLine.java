package hearth.drivers.pin;

/** The electricity of one line: who drives it, and else its pull. */
final class SimulatedLine {
  private static final int MAX_LABEL = 31;

  final int number;
  final Pull bootPull;

  String owner;
  SimulatedPin pin;
  Level level;

  private Level inside;
  private Level outside;
  private Pull pull;

  SimulatedLine(int number, Pull bootPull) {
    this.number = number;
    this.bootPull = bootPull;
    this.level = Level.LOW;
    listenInside(bootPull);
  }

  /** As gpio_v2_line_request keeps it: 32 bytes, the last of them 0 (include/uapi/linux/gpio.h). */
  void ownedBy(String newOwner, SimulatedPin newPin) {
    owner =
        newOwner == null || newOwner.length() <= MAX_LABEL
            ? newOwner
            : newOwner.substring(0, MAX_LABEL);
    pin = newPin;
  }

  boolean isOutput() {
    return inside != null;
  }

  void driveInside(Level driven) {
    inside = driven;
    settle();
  }

  void listenInside(Pull newPull) {
    inside = null;
    pull = newPull;
    settle();
  }

  void driveOutside(Level driven) {
    outside = driven;
    settle();
  }

  /** A line that nobody drives and nothing pulls keeps the level it had. */
  private void settle() {
    if (inside != null) {
      level = inside;
    } else if (outside != null) {
      level = outside;
    } else if (pull != Pull.NONE) {
      level = pull == Pull.UP ? Level.HIGH : Level.LOW;
    }
  }
}
