package hearth.drivers.sensor;

import java.util.List;

/**
 * Something that measures. A measurement is started and answers later, since parts take up to a
 * second: whoever starts it is never kept waiting.
 *
 * <p>At most one measurement runs at a time; the next is started after the answer.
 */
public interface Sensor {
  /** What one measurement yields, in order. */
  List<Quantity> quantities();

  /**
   * Starts a measurement and returns at once. Exactly one method of the listener is called, once,
   * on the sensor's thread.
   */
  void start(Listener listener);

  /** Hears how a measurement ended. */
  interface Listener {
    /**
     * It yielded values.
     *
     * @param readings one for each of {@link Sensor#quantities}, in that order
     */
    void measured(List<Reading> readings);

    /** It failed: there is no value, and the last one is no longer true. */
    void failed(SensorException why);
  }
}
