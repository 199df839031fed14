package hearth.runtime.hardware;

import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.PinException;

/** Gives the chip that pins are opened on. */
@FunctionalInterface
public interface ChipSource {
  /**
   * The chip, made when it is first asked for. On the thread of the pins.
   *
   * @throws PinException with what is missing and how to get it
   */
  GpioChip chip() throws PinException;
}
