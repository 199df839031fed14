package hearth.drivers.sensor;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * A sensor whose kernel driver keeps its reader waiting. Read on a thread that may wait, or handed
 * to one with {@link #on}.
 */
public interface BlockingSensor {
  /** What one measurement yields, in order. */
  List<Quantity> quantities();

  /**
   * Measures; blocks up to two seconds.
   *
   * @return one reading for each of {@link #quantities}, in that order
   * @throws SensorException with the reason and what to do
   */
  List<Reading> read() throws SensorException;

  /**
   * The same sensor, measuring on a thread of the executor.
   *
   * @param executor runs one task at a time: sensors on one bus wait for each other anyway
   */
  default Sensor on(Executor executor) {
    return new ExecutedSensor(this, executor);
  }
}
