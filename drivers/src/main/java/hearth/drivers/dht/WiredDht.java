package hearth.drivers.dht;

import hearth.drivers.pin.PinException;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;

/** A DHT11, DHT22 or AM230x whose wire is listened to, for where the kernel's driver is not. */
public final class WiredDht implements DhtSource {
  private final DhtWire wire;
  private final String name;

  /**
   * A part on a wire.
   *
   * @param line the BCM number of its data pin, for people
   */
  public WiredDht(DhtWire wire, int line) {
    this.wire = wire;
    this.name = DhtSensor.nameOn(line);
  }

  @Override
  public Climate measure() throws SensorException {
    long[] falls;
    try {
      falls = wire.ask();
    } catch (PinException e) {
      throw new SensorException(reasonOf(e), name + " cannot be asked. " + e.getMessage(), e);
    }
    if (falls.length == 0) {
      throw new SensorException(
          Reason.SILENT, name + " does not answer. Check its power and its data wire.");
    }
    DhtFrame frame =
        DhtDecoder.decode(falls)
            .orElseThrow(
                () ->
                    new SensorException(
                        Reason.CHECKSUM,
                        name
                            + " gave no valid answer. Once in a while this is normal; if it stays, check wires and power, or let the kernel read it (hearth check prints the line for config.txt)."));
    return new Climate(frame.celsius(), frame.percent());
  }

  private static Reason reasonOf(PinException thrown) {
    return switch (thrown.reason()) {
      case PERMISSION -> Reason.PERMISSION;
      case NO_SUCH_LINE -> Reason.NO_SUCH_SENSOR;
      case UNKNOWN_BOARD, NO_CHIP, NATIVE_LIBRARY -> Reason.NO_DRIVER;
      case IN_USE, IO -> Reason.IO;
    };
  }
}
