package hearth.drivers.board;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.Pull;
import java.io.IOException;
import java.util.List;

/**
 * What is known about a board before anything is switched.
 *
 * @param model as the firmware calls it; empty where the machine does not say
 * @param chip which GPIO controller it has
 */
public record Board(String model, Chip chip) {
  /** The GPIO controllers of Raspberry Pi boards. */
  public enum Chip {
    /** BCM2835 and its successors up to the Pi 3 and the Zero 2. */
    BCM2835("pinctrl-bcm2835"),
    /** Pi 4, Pi 400, Compute Module 4. */
    BCM2711("pinctrl-bcm2711"),
    /** Pi 5, Pi 500, Compute Module 5. */
    RP1("pinctrl-rp1"),
    /** No Raspberry Pi. */
    UNKNOWN("");

    private final String label;

    Chip(String label) {
      this.label = label;
    }

    /** What {@code gpiodetect} calls it. */
    public String label() {
      return label;
    }
  }

  /** The board of this machine. */
  public static Board of(KernelFiles files) {
    String model;
    try {
      model = files.read("/proc/device-tree/model").replace("\0", "").strip();
    } catch (IOException e) {
      model = "";
    }
    return new Board(model, chip(model));
  }

  private static Chip chip(String model) {
    if (!model.startsWith("Raspberry Pi")) {
      return Chip.UNKNOWN;
    }
    String rest = model.substring("Raspberry Pi".length()).replace("Compute Module", "").strip();
    for (String four : List.of("400", "4")) {
      if (rest.startsWith(four)) {
        return Chip.BCM2711;
      }
    }
    return rest.startsWith("5") ? Chip.RP1 : Chip.BCM2835;
  }

  /** Whether it is a Raspberry Pi. */
  public boolean isRaspberryPi() {
    return chip != Chip.UNKNOWN;
  }

  /**
   * What holds a line from power-on until somebody opens it: the pull after reset, which is up for
   * GPIO0 to GPIO8 and down for the others (BCM2835 ARM Peripherals, table 6-31; the later chips
   * keep it), and on GPIO2 and GPIO3 a resistor of 1.8 kΩ on the board besides.
   */
  public static Pull bootPull(int line) {
    return line <= 8 ? Pull.UP : Pull.DOWN;
  }

  /** Whether the line has a resistor to 3.3 V on the board, which no pull-down overcomes. */
  public static boolean hasFixedPullUp(int line) {
    return line == 2 || line == 3;
  }
}
