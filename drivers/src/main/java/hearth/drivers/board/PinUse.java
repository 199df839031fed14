package hearth.drivers.board;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Pull;

/**
 * What somebody wants to do with a pin.
 *
 * @param thing its name for people
 * @param line the BCM number
 * @param active the level that means on, pressed or open; null for buses
 * @param pull of an input; null for everything else
 */
public record PinUse(String thing, int line, Kind kind, ActiveLevel active, Pull pull) {
  /** What is wired to it. */
  public enum Kind {
    OUTPUT,
    INPUT,
    ONE_WIRE,
    DHT,
    PWM
  }

  /** A relay or a light. */
  public static PinUse output(String thing, int line, ActiveLevel active) {
    return new PinUse(thing, line, Kind.OUTPUT, active, null);
  }

  /** A button or a contact. */
  public static PinUse input(String thing, int line, ActiveLevel active, Pull pull) {
    return new PinUse(thing, line, Kind.INPUT, active, pull);
  }

  /** The bus of DS18B20 thermometers; several things may share it. */
  public static PinUse oneWire(String thing, int line) {
    return new PinUse(thing, line, Kind.ONE_WIRE, null, null);
  }

  /** A DHT sensor. */
  public static PinUse dht(String thing, int line) {
    return new PinUse(thing, line, Kind.DHT, null, null);
  }

  /** A light that is dimmed, or a fan whose speed is set. */
  public static PinUse pwm(String thing, int line, ActiveLevel active) {
    return new PinUse(thing, line, Kind.PWM, active, null);
  }
}
