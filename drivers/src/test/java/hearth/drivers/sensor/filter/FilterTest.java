package hearth.drivers.sensor.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.drivers.sensor.filter.CalibrateLinear.Method;
import hearth.drivers.sensor.filter.CalibrateLinear.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final long SECOND = 1_000_000_000L;

  /** What comes out while values go in, one a second. */
  private static List<Double> through(Filter filter, double... values) {
    List<Double> out = new ArrayList<>();
    long now = 0;
    for (double value : values) {
      filter.filter(value, now).ifPresent(out::add);
      now += SECOND;
    }
    return out;
  }

  @Test
  void offsetAndMultiply() {
    assertEquals(List.of(20.5), through(Filters.offset(-1.5), 22));
    assertEquals(
        List.of(71.6),
        through(new FilterChain(List.of(Filters.multiply(1.8), Filters.offset(32))), 22));
  }

  @Test
  void clampHoldsOrDrops() {
    assertEquals(List.of(0.0, 50.0, 100.0), through(Filters.clamp(0, 100, false), -3, 50, 104));
    assertEquals(List.of(50.0), through(Filters.clamp(0, 100, true), -3, 50, 104));
    assertThrows(IllegalArgumentException.class, () -> Filters.clamp(1, 0, false));
  }

  @Test
  void roundGoesAwayFromZeroAndHasNoMinusZero() {
    assertEquals(
        List.of(21.4, 21.5, -0.3, 0.0), through(Filters.round(1), 21.44, 21.45, -0.25, -0.04));
    assertEquals(List.of(3.0), through(Filters.round(0), 2.5));
    assertThrows(IllegalArgumentException.class, () -> Filters.round(10));
  }

  @Test
  void calibrateLinearFindsTheNearestLine() {
    Filter filter =
        new CalibrateLinear(
            Method.LEAST_SQUARES, List.of(new Point(0, 1), new Point(10, 10), new Point(20, 21)));

    assertEquals(20.666, through(filter, 20).get(0), 0.001);
  }

  @Test
  void calibrateLinearMeetsThePointsExactly() {
    Filter filter =
        new CalibrateLinear(
            Method.EXACT, List.of(new Point(10, 10), new Point(0, 2), new Point(20, 30)));

    assertEquals(List.of(1.2, 2.0, 6.0, 10.0, 20.0, 32.0), through(filter, -1, 0, 5, 10, 15, 21));
  }

  @Test
  void aLineNeedsTwoDifferentPoints() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new CalibrateLinear(Method.EXACT, List.of(new Point(1, 1))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CalibrateLinear(Method.EXACT, List.of(new Point(1, 1), new Point(1, 2))));
  }

  @Test
  void medianDropsOutliers() {
    assertEquals(
        List.of(20.0, 20.5, 21.0, 21.0, 22.0),
        through(SlidingWindow.median(3, 1, 1), 20, 21, 85, 21, 22));
  }

  @Test
  void slidingWindowAverages() {
    assertEquals(
        List.of(1.0, 1.5, 2.5, 3.5), through(SlidingWindow.movingAverage(2, 1, 1), 1, 2, 3, 4));
  }

  @Test
  void aWindowSendsEveryNthAndTheFirstEarlier() {
    assertEquals(
        List.of(1.0, 3.0, 6.0), through(SlidingWindow.movingAverage(3, 3, 1), 1, 2, 3, 4, 5, 6, 7));
    assertThrows(IllegalArgumentException.class, () -> SlidingWindow.median(3, 3, 4));
    assertThrows(IllegalArgumentException.class, () -> SlidingWindow.median(0, 1, 1));
  }

  @Test
  void exponentialAverageFollowsSlowly() {
    assertEquals(
        List.of(10.0, 15.0, 17.5), through(new ExponentialMovingAverage(0.5, 1, 1), 10, 20, 20));
    assertThrows(IllegalArgumentException.class, () -> new ExponentialMovingAverage(0, 1, 1));
  }

  @Test
  void deltaWaitsForAChange() {
    assertEquals(List.of(20.0, 20.5, 19.0), through(Delta.absolute(0.5), 20, 20.4, 20.5, 20.9, 19));
    assertEquals(List.of(100.0, 110.0), through(Delta.relative(0.1), 100, 109, 110, 120));
    assertThrows(IllegalArgumentException.class, () -> Delta.absolute(Double.NaN));
  }

  @Test
  void throttleDropsWhatComesTooEarly() {
    assertEquals(List.of(1.0, 4.0), through(new Throttle(3 * SECOND), 1, 2, 3, 4, 5));
  }

  @Test
  void heartbeatRepeatsTheLastValue() {
    Heartbeat beat = new Heartbeat(10 * SECOND);
    assertEquals(OptionalLong.empty(), beat.nextTick());
    assertEquals(OptionalDouble.of(1), beat.filter(1, 0));
    assertEquals(OptionalDouble.empty(), beat.filter(2, 3 * SECOND));
    assertEquals(OptionalLong.of(10 * SECOND), beat.nextTick());
    assertEquals(OptionalDouble.empty(), beat.tick(9 * SECOND));
    assertEquals(OptionalDouble.of(2), beat.tick(10 * SECOND));
    assertEquals(OptionalDouble.of(2), beat.tick(55 * SECOND));
    assertEquals(OptionalLong.of(60 * SECOND), beat.nextTick());
  }

  @Test
  void aFailedSensorHasNoHeartbeat() {
    Heartbeat beat = new Heartbeat(10 * SECOND);
    beat.filter(1, 0);
    beat.reset();

    assertEquals(OptionalLong.empty(), beat.nextTick());
    assertEquals(OptionalDouble.empty(), beat.tick(20 * SECOND));
  }

  @Test
  void afterAFailureNothingOldIsMixedIn() {
    for (Filter filter :
        List.of(
            SlidingWindow.movingAverage(3, 2, 1),
            new ExponentialMovingAverage(0.1, 2, 1),
            Delta.absolute(5),
            new Throttle(60 * SECOND))) {
      filter.filter(10, 0);
      filter.reset();
      assertEquals(OptionalDouble.of(12), filter.filter(12, SECOND), filter.getClass().getName());
    }
  }

  @Test
  void aChainKeepsTheOrderWritten() {
    Filter chain = new FilterChain(List.of(Filters.offset(1), Filters.multiply(10)));
    assertEquals(List.of(30.0), through(chain, 2));

    Filter turned = new FilterChain(List.of(Filters.multiply(10), Filters.offset(1)));
    assertEquals(List.of(21.0), through(turned, 2));
    assertEquals(List.of(2.0), through(new FilterChain(List.of()), 2));
  }

  @Test
  void aBeatGoesThroughTheFiltersAfterIt() {
    Filter chain =
        new FilterChain(
            List.of(Filters.offset(1), new Heartbeat(10 * SECOND), Filters.multiply(10)));
    chain.filter(2, 0);

    assertEquals(OptionalLong.of(10 * SECOND), chain.nextTick());
    assertEquals(OptionalDouble.of(30), chain.tick(10 * SECOND));
    chain.reset();
    assertEquals(OptionalLong.empty(), chain.nextTick());
  }
}
