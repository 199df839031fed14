package hearth.drivers.sensor.filter;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Moves values onto the straight line that lies nearest to the measured points (least squares), or
 * onto the straight lines between the points where these are to be met exactly.
 */
public final class CalibrateLinear implements Filter {
  /** A point: what the sensor showed, and what was true. */
  public record Point(double shown, double truth) {}

  /** How the points are used. */
  public enum Method {
    LEAST_SQUARES,
    EXACT
  }

  /** A line that holds for what is shown from {@code from} on. */
  private record Line(double from, double slope, double intercept) {
    double at(double shown) {
      return slope * shown + intercept;
    }
  }

  private final List<Line> lines;

  /**
   * A calibration.
   *
   * @param points at least two, of different shown values, in any order
   */
  public CalibrateLinear(Method method, List<Point> points) {
    List<Point> sorted =
        points.stream().sorted((a, b) -> Double.compare(a.shown, b.shown)).toList();
    requireDifferent(sorted);
    this.lines = method == Method.EXACT ? between(sorted) : List.of(leastSquares(sorted));
  }

  private static void requireDifferent(List<Point> sorted) {
    if (sorted.size() < 2) {
      throw new IllegalArgumentException("a line needs two points, there are " + sorted.size());
    }
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).shown == sorted.get(i - 1).shown) {
        throw new IllegalArgumentException(
            "two points say what is true when %s is shown".formatted(sorted.get(i).shown));
      }
    }
  }

  private static List<Line> between(List<Point> sorted) {
    return IntStream.range(1, sorted.size())
        .mapToObj(
            i -> {
              Point a = sorted.get(i - 1);
              Point b = sorted.get(i);
              double slope = (b.truth - a.truth) / (b.shown - a.shown);
              return new Line(a.shown, slope, a.truth - slope * a.shown);
            })
        .toList();
  }

  private static Line leastSquares(List<Point> points) {
    double meanShown = points.stream().mapToDouble(Point::shown).average().orElseThrow();
    double meanTruth = points.stream().mapToDouble(Point::truth).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (Point point : points) {
      double distance = point.shown - meanShown;
      products += distance * (point.truth - meanTruth);
      squares += distance * distance;
    }
    double slope = products / squares;
    return new Line(Double.NEGATIVE_INFINITY, slope, meanTruth - slope * meanShown);
  }

  @Override
  public OptionalDouble filter(double value, long nanoTime) {
    Line line = lines.get(0);
    for (Line next : lines) {
      if (value >= next.from) {
        line = next;
      }
    }
    return OptionalDouble.of(line.at(value));
  }
}
