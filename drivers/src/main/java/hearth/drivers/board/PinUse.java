package hearth.drivers.board;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Pull;
import java.util.List;

/**
 * What somebody wants to do with a pin.
 *
 * @param thing its name for people
 * @param line the BCM number
 * @param active the level that means on, pressed or open; null for buses
 * @param pull of an input; null for everything else
 * @param isUsual whether nobody has said which line: it is the one that the overlay takes by
 *     itself, unless config.txt says otherwise
 * @param overlay the line of config.txt that brings its driver, where the kind of use does not say
 *     that already; empty for none
 */
public record PinUse(
    String thing,
    int line,
    Kind kind,
    ActiveLevel active,
    Pull pull,
    boolean isUsual,
    String overlay) {
  /** Where w1-gpio has its bus without a gpiopin. */
  static final int USUAL_ONE_WIRE = 4;

  /** Data and clock of the bus of the header. */
  static final List<Integer> I2C_LINES = List.of(2, 3);

  /** What is wired to it. */
  public enum Kind {
    OUTPUT,
    INPUT,
    ONE_WIRE,
    I2C,
    DHT,
    PWM;

    /** Whether several parts share its lines. */
    public boolean isBus() {
      return this == ONE_WIRE || this == I2C;
    }
  }

  private static PinUse of(String thing, int line, Kind kind, ActiveLevel active, Pull pull) {
    return new PinUse(thing, line, kind, active, pull, false, "");
  }

  /** A relay or a light. */
  public static PinUse output(String thing, int line, ActiveLevel active) {
    return of(thing, line, Kind.OUTPUT, active, null);
  }

  /** A button or a contact. */
  public static PinUse input(String thing, int line, ActiveLevel active, Pull pull) {
    return of(thing, line, Kind.INPUT, active, pull);
  }

  /** The bus of DS18B20 thermometers; several things may share it. */
  public static PinUse oneWire(String thing, int line) {
    return of(thing, line, Kind.ONE_WIRE, null, null);
  }

  /** The same where nobody has said its line. */
  public static PinUse oneWire(String thing) {
    return new PinUse(thing, USUAL_ONE_WIRE, Kind.ONE_WIRE, null, null, true, "");
  }

  /**
   * A part on the I²C bus of the header, with its two lines.
   *
   * @param overlay the line of config.txt that brings its driver; empty where none does
   */
  public static List<PinUse> i2c(String thing, String overlay) {
    return I2C_LINES.stream()
        .map(line -> new PinUse(thing, line, Kind.I2C, null, null, true, overlay))
        .toList();
  }

  /** The same on another line, which is now known. */
  PinUse on(int known) {
    return new PinUse(thing, known, kind, active, pull, false, overlay);
  }

  /** A DHT sensor. */
  public static PinUse dht(String thing, int line) {
    return of(thing, line, Kind.DHT, null, null);
  }

  /** A light that is dimmed, or a fan whose speed is set. */
  public static PinUse pwm(String thing, int line, ActiveLevel active) {
    return of(thing, line, Kind.PWM, active, null);
  }
}
