package hearth.drivers.pin;

/**
 * A line that is driven by us.
 *
 * <p>{@link #close} leaves its level alone; a level for the time after is driven before. What the
 * line then does is the kernel's choice: Raspberry Pi OS keeps driving it, other kernels turn it
 * into an input, and only the resistor on the board decides.
 */
public interface OutputPin extends Pin {
  /**
   * Drives the line. Driving the level it has changes nothing and is seen by nobody.
   *
   * @throws PinException where the chip refuses
   */
  void drive(Level level) throws PinException;
}
