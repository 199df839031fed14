package hearth.drivers.sensor.filter;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Lets values out with at least some time between them; what comes too early is dropped. */
public final class Throttle implements Filter {
  private final long nanosBetween;
  private OptionalLong lastAt = OptionalLong.empty();

  /**
   * A throttle.
   *
   * @param nanosBetween 0 or more
   */
  public Throttle(long nanosBetween) {
    this.nanosBetween = nanosBetween;
  }

  @Override
  public OptionalDouble filter(double value, long nanoTime) {
    if (lastAt.isPresent() && nanoTime - lastAt.getAsLong() < nanosBetween) {
      return OptionalDouble.empty();
    }
    lastAt = OptionalLong.of(nanoTime);
    return OptionalDouble.of(value);
  }

  @Override
  public void reset() {
    lastAt = OptionalLong.empty();
  }
}
