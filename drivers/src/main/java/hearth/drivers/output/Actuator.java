package hearth.drivers.output;

import hearth.drivers.pin.PinException;

/** What is switched in the end: a pin, or a light that can be dimmed. */
public interface Actuator extends AutoCloseable {
  /**
   * Switches.
   *
   * @throws PinException where the chip refuses; the state is then as before
   */
  void set(boolean on) throws PinException;

  /**
   * The state as read back.
   *
   * @throws PinException where the chip cannot be read
   */
  boolean isOn() throws PinException;

  /** Gives the part back in the state it has. */
  @Override
  void close();
}
