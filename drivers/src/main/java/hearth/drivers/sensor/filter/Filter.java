package hearth.drivers.sensor.filter;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A step between a sensor and what is published, in ESPHome's words. A value goes in, and a value
 * comes out, or none for now.
 *
 * <p>Pure: the time is an argument, in nanoseconds of one monotonic clock. For one thread at a
 * time.
 */
@FunctionalInterface
public interface Filter {
  /** Takes a value; gives the value to pass on, if there is one now. */
  OptionalDouble filter(double value, long nanoTime);

  /** When {@link #tick} has something to do, if ever. */
  default OptionalLong nextTick() {
    return OptionalLong.empty();
  }

  /** Time has passed; gives the value to pass on, if one was due. */
  default OptionalDouble tick(long nanoTime) {
    return OptionalDouble.empty();
  }

  /** Forgets every value: the sensor has failed, and what it said is no longer true. */
  default void reset() {}
}
