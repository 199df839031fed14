package hearth.drivers.sensor.filter;

import java.util.OptionalDouble;

/** An average in which older values count less and less. */
public final class ExponentialMovingAverage implements Filter {
  private final double alpha;
  private final SendEvery sendEvery;
  private OptionalDouble average = OptionalDouble.empty();

  /**
   * An average.
   *
   * @param alpha the weight of the newest value, above 0 and at most 1
   * @param sendEvery how many values go in for one that comes out
   * @param sendFirstAt how many for the very first, 1 to sendEvery
   */
  public ExponentialMovingAverage(double alpha, int sendEvery, int sendFirstAt) {
    if (!(alpha > 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha is above 0 and at most 1, not " + alpha);
    }
    this.alpha = alpha;
    this.sendEvery = new SendEvery(sendEvery, sendFirstAt);
  }

  @Override
  public OptionalDouble filter(double value, long nanoTime) {
    double before = average.orElse(value);
    average = OptionalDouble.of(alpha * value + (1 - alpha) * before);
    return sendEvery.isDue() ? average : OptionalDouble.empty();
  }

  @Override
  public void reset() {
    average = OptionalDouble.empty();
    sendEvery.reset();
  }
}
