package hearth.drivers.sensor.filter;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The median or the mean of the last values. */
public final class SlidingWindow implements Filter {
  private final int size;
  private final SendEvery sendEvery;
  private final ToDoubleFunction<double[]> summary;
  private final ArrayDeque<Double> values = new ArrayDeque<>();

  private SlidingWindow(int size, SendEvery sendEvery, ToDoubleFunction<double[]> summary) {
    if (size < 1) {
      throw new IllegalArgumentException("a window has at least one value, not " + size);
    }
    this.size = size;
    this.sendEvery = sendEvery;
    this.summary = summary;
  }

  /**
   * The middle of the last values: single outliers vanish.
   *
   * @param size of the window
   * @param sendEvery how many values go in for one that comes out
   * @param sendFirstAt how many for the very first, 1 to sendEvery
   */
  public static SlidingWindow median(int size, int sendEvery, int sendFirstAt) {
    return new SlidingWindow(size, new SendEvery(sendEvery, sendFirstAt), SlidingWindow::median);
  }

  /** The mean of the last values; parameters as for the median. */
  public static SlidingWindow movingAverage(int size, int sendEvery, int sendFirstAt) {
    return new SlidingWindow(size, new SendEvery(sendEvery, sendFirstAt), SlidingWindow::mean);
  }

  @Override
  public OptionalDouble filter(double value, long nanoTime) {
    if (values.size() == size) {
      values.removeFirst();
    }
    values.addLast(value);
    if (!sendEvery.isDue()) {
      return OptionalDouble.empty();
    }
    double[] window = values.stream().mapToDouble(Double::doubleValue).toArray();
    return OptionalDouble.of(summary.applyAsDouble(window));
  }

  @Override
  public void reset() {
    values.clear();
    sendEvery.reset();
  }

  private static double median(double[] window) {
    Arrays.sort(window);
    int middle = window.length / 2;
    return window.length % 2 == 1 ? window[middle] : (window[middle - 1] + window[middle]) / 2;
  }

  private static double mean(double[] window) {
    double sum = 0;
    for (double value : window) {
      sum += value;
    }
    return sum / window.length;
  }
}
