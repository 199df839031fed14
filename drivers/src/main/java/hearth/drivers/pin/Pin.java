package hearth.drivers.pin;

/** A line that is ours until we close it. After {@link #close} every other call is an error. */
public interface Pin extends AutoCloseable {
  /** The line's number on its chip. */
  int line();

  /**
   * The level now, as read from the line.
   *
   * @throws PinException where the chip cannot be read
   */
  Level level() throws PinException;

  /** Gives the line back. Closing twice does nothing. */
  @Override
  void close();
}
