package hearth.drivers.sensor.filter;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Filters one after the other, in the order written. */
public final class FilterChain implements Filter {
  private final List<Filter> filters;

  /** A chain; an empty one lets everything through. */
  public FilterChain(List<Filter> filters) {
    this.filters = List.copyOf(filters);
  }

  @Override
  public OptionalDouble filter(double value, long nanoTime) {
    OptionalDouble passing = OptionalDouble.of(value);
    for (Filter filter : filters) {
      if (passing.isEmpty()) {
        return passing;
      }
      passing = filter.filter(passing.getAsDouble(), nanoTime);
    }
    return passing;
  }

  @Override
  public OptionalLong nextTick() {
    OptionalLong earliest = OptionalLong.empty();
    for (Filter filter : filters) {
      OptionalLong tick = filter.nextTick();
      // Compared by difference: the clock may wrap around.
      if (tick.isPresent() && (earliest.isEmpty() || tick.getAsLong() - earliest.getAsLong() < 0)) {
        earliest = tick;
      }
    }
    return earliest;
  }

  /** What a filter lets out goes on through those after it. */
  @Override
  public OptionalDouble tick(long nanoTime) {
    OptionalDouble passing = OptionalDouble.empty();
    for (Filter filter : filters) {
      OptionalDouble own = filter.tick(nanoTime);
      OptionalDouble through =
          passing.isPresent()
              ? filter.filter(passing.getAsDouble(), nanoTime)
              : OptionalDouble.empty();
      passing = through.isPresent() ? through : own;
    }
    return passing;
  }

  @Override
  public void reset() {
    filters.forEach(Filter::reset);
  }
}
