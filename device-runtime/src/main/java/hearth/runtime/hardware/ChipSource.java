package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;

/** Gives what outputs and inputs are opened on. On the thread of the pins. */
@FunctionalInterface
public interface ChipSource {
  /**
   * The chip of the pins, made when it is first asked for.
   *
   * @throws PinException with what is missing and how to get it
   */
  GpioChip chip() throws PinException;

  /**
   * The files of the chips of pulse width modulation.
   *
   * @throws PinException where there are none
   */
  default KernelFiles pwm() throws PinException {
    throw new PinException(Reason.NO_CHIP, "These parts have no pulse width modulation.");
  }
}
