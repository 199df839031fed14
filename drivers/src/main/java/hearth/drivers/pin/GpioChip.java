package hearth.drivers.pin;

/**
 * The lines of one GPIO controller. A line has one owner: who opens it a second time is refused
 * until the first closes it.
 *
 * <p>Safe for use from several threads, and no call blocks longer than a system call takes.
 */
public interface GpioChip extends AutoCloseable {
  /**
   * The chip in a few words for people, such as {@code Raspberry Pi 4 Model B, pinctrl-bcm2711}.
   */
  String description();

  /**
   * Opens an output that has the request's initial level from its first moment.
   *
   * @throws PinException with the reason and what to do; the line is then untouched
   */
  OutputPin openOutput(OutputRequest request) throws PinException;

  /**
   * Opens an input.
   *
   * @throws PinException with the reason and what to do; the line is then untouched
   */
  InputPin openInput(InputRequest request) throws PinException;

  /**
   * Closes whatever pins are still open, without changing the level of one, and lets the chip go.
   * Closing twice does nothing.
   */
  @Override
  void close();
}
