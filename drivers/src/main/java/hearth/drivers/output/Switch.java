package hearth.drivers.output;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.OutputPin;
import hearth.drivers.pin.OutputRequest;
import hearth.drivers.pin.PinException;

/** A relay, a light or anything else that is on or off: an output pin in terms of on and off. */
public final class Switch implements Actuator {
  private final OutputPin pin;
  private final ActiveLevel active;

  private Switch(OutputPin pin, ActiveLevel active) {
    this.pin = pin;
    this.active = active;
  }

  /**
   * Opens the pin in its first state: there is no moment in which it has another.
   *
   * @param line the BCM number
   * @param consumer the name that {@code gpioinfo} shows
   * @param on its state from the first moment
   * @throws PinException with the reason and what to do
   */
  public static Switch open(
      GpioChip chip, int line, String consumer, ActiveLevel active, boolean on)
      throws PinException {
    return new Switch(
        chip.openOutput(new OutputRequest(line, consumer, active.levelFor(on))), active);
  }

  @Override
  public void set(boolean on) throws PinException {
    pin.drive(active.levelFor(on));
  }

  @Override
  public boolean isOn() throws PinException {
    return active.isOn(pin.level());
  }

  @Override
  public void close() {
    pin.close();
  }
}
