package hearth.runtime.hardware;

import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.util.List;
import org.tinylog.Logger;

/**
 * A sensor whose defects are failed measurements: it always answers, whatever its driver throws.
 */
record SteadySensor(BlockingSensor sensor) implements BlockingSensor {
  @Override
  public List<Quantity> quantities() {
    return sensor.quantities();
  }

  @Override
  public List<Reading> read() throws SensorException {
    try {
      return sensor.read();
    } catch (RuntimeException e) {
      Logger.error(e, "A measurement failed in a way that nobody expected");
      throw new SensorException(Reason.IO, "The driver failed: " + e, e);
    }
  }
}
