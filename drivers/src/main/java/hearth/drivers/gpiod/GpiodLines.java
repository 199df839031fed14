package hearth.drivers.gpiod;

import com.pi4j.library.gpiod.internal.GpioDContext;
import com.pi4j.library.gpiod.internal.GpioDException;
import com.pi4j.library.gpiod.internal.GpioLine;

/** The lines of Pi4J's chip, with the owner of those that are taken. */
final class GpiodLines {
  private GpiodLines() {}

  /** A line that somebody has; libgpiod's own exception does not say who. */
  static final class Taken extends GpioDException {
    private static final long serialVersionUID = 1;

    private final String owner;

    private Taken(String owner) {
      super("Device or resource busy: " + owner);
      this.owner = owner == null || owner.isEmpty() ? "a kernel driver" : owner;
    }

    String owner() {
      return owner;
    }
  }

  /**
   * A line that nobody has.
   *
   * @throws Taken where somebody does
   */
  static GpioLine free(int offset) {
    GpioLine line = GpioDContext.getInstance().getOrOpenLine(offset);
    // What Pi4J knows of a line is as old as its first use.
    line.update();
    if (line.isUsed()) {
      throw new Taken(line.getConsumer());
    }
    return line;
  }

  static void release(GpioLine line) {
    GpioDContext.getInstance().closeLine(line);
  }
}
