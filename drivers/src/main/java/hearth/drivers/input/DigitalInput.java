package hearth.drivers.input;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.InputPin;
import hearth.drivers.pin.InputRequest;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.Pull;

/** A button, a door contact or a motion sensor: an input pin in terms of active or not. */
public final class DigitalInput implements AutoCloseable {
  /** Hears changes, not yet debounced. */
  @FunctionalInterface
  public interface Listener {
    /**
     * The contact changed. Called on a thread of the chip, which must not be kept waiting.
     *
     * @param nanoTime monotonic nanoseconds
     */
    void changed(boolean active, long nanoTime);
  }

  private final InputPin pin;
  private final ActiveLevel active;

  private DigitalInput(InputPin pin, ActiveLevel active) {
    this.pin = pin;
    this.active = active;
  }

  /**
   * Opens the pin.
   *
   * @param line the BCM number
   * @param consumer the name that {@code gpioinfo} shows
   * @param active the level that means pressed, open or moving
   * @throws PinException with the reason and what to do
   */
  public static DigitalInput open(
      GpioChip chip, int line, String consumer, Pull pull, ActiveLevel active) throws PinException {
    return new DigitalInput(chip.openInput(new InputRequest(line, consumer, pull)), active);
  }

  /**
   * Whether it is active now.
   *
   * @throws PinException where the chip cannot be read
   */
  public boolean isActive() throws PinException {
    return active.isOn(pin.level());
  }

  /** Tells the listener of every change from now on, in place of the listener before. */
  public void onChange(Listener listener) {
    pin.onEdge((level, nanoTime) -> listener.changed(active.isOn(level), nanoTime));
  }

  /** Gives the pin back. */
  @Override
  public void close() {
    pin.close();
  }
}
