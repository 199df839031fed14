package hearth.drivers.sensor;

/**
 * A value that a sensor has measured just now.
 *
 * @param value in the quantity's unit; never NaN nor infinite
 * @param nanoTime when, in nanoseconds of the monotonic clock that was given to the sensor
 */
public record Reading(Quantity quantity, double value, long nanoTime) {
  public Reading {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("unknown is not a value: " + quantity + " " + value);
    }
  }
}
