package hearth.drivers.dht;

import hearth.drivers.pin.PinException;

/** The data wire of a DHT, for whoever asks the part without the kernel's driver. */
@FunctionalInterface
public interface DhtWire {
  /**
   * Holds the wire low for 20 ms, lets it go, and listens for 10 ms; blocks so long.
   *
   * @return when the wire fell after it was let go, ascending, nanoseconds of any origin. Some may
   *     have gone unnoticed, but none at the end: a shortened frame could be one of half the values
   * @throws PinException where the line cannot be had; the wire is then left alone
   */
  long[] ask() throws PinException;
}
