package hearth.runtime.config;

import hearth.drivers.sensor.filter.CalibrateLinear;
import hearth.drivers.sensor.filter.CalibrateLinear.Method;
import hearth.drivers.sensor.filter.CalibrateLinear.Point;
import hearth.drivers.sensor.filter.Delta;
import hearth.drivers.sensor.filter.ExponentialMovingAverage;
import hearth.drivers.sensor.filter.Filter;
import hearth.drivers.sensor.filter.Filters;
import hearth.drivers.sensor.filter.Heartbeat;
import hearth.drivers.sensor.filter.SlidingWindow;
import hearth.drivers.sensor.filter.Throttle;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filters of sensors, in ESPHome's words: each item of the list is one key with its value. */
final class FilterSettings {
  private static final double FAR = 1e9;
  private static final int MANY = 1000;

  private static final Pattern POINT = Pattern.compile("\\s*(\\S+)\\s*->\\s*(\\S+)\\s*");

  private static final Key<Supplier<Filter>> OFFSET =
      filter("offset", Values.number(-FAR, FAR).as(by -> () -> Filters.offset(by)), "added");

  private static final Key<Supplier<Filter>> MULTIPLY =
      filter(
          "multiply", Values.number(-FAR, FAR).as(by -> () -> Filters.multiply(by)), "multiplied");

  private static final Key<Supplier<Filter>> MEDIAN =
      filter("median", window(5, SlidingWindow::median), "the middle one of the last values");

  private static final Key<Supplier<Filter>> SLIDING_WINDOW_MOVING_AVERAGE =
      filter(
          "sliding_window_moving_average",
          window(15, SlidingWindow::movingAverage),
          "the average of the last values");

  private static final Key<Supplier<Filter>> THROTTLE =
      filter(
          "throttle",
          time().as(between -> () -> new Throttle(between.toNanos())),
          "values that come sooner are left out");

  private static final Key<Supplier<Filter>> HEARTBEAT =
      filter(
          "heartbeat",
          time().as(every -> () -> new Heartbeat(every.toNanos())),
          "the last value at even intervals");

  private static final Key<Supplier<Filter>> ROUND =
      filter(
          "round",
          Values.wholeNumber(0, 9).as(decimals -> () -> Filters.round(decimals)),
          "to so many digits behind the point");

  private static final Key<Supplier<Filter>> DELTA =
      filter(
          "delta",
          new Scalar<>("a difference such as 0.2 or 5%", FilterSettings::delta),
          "only values that differ so much from the last");

  private static final List<Key<Supplier<Filter>>> ALL =
      List.of(
          OFFSET,
          MULTIPLY,
          filter("calibrate_linear", calibration(), "moved onto the line through known points"),
          MEDIAN,
          SLIDING_WINDOW_MOVING_AVERAGE,
          filter("exponential_moving_average", average(), "an average that forgets"),
          DELTA,
          THROTTLE,
          HEARTBEAT,
          filter("clamp", clamp(), "held within limits"),
          ROUND);

  private static final Schema<Supplier<Filter>> FILTER =
      new Schema<>("a filter", FilterSettings::only, ALL.toArray(Key<?>[]::new));

  /** The key of a sensor. */
  static final Key<List<Supplier<Filter>>> FILTERS =
      Key.optional(
          "filters", Values.listOf(FILTER), List.of(), "what is done to a value, in this order");

  /** A filter as the file has it: what is written alike is equal, as a reload needs it. */
  private record Written(String text, Supplier<Filter> made) implements Supplier<Filter> {
    @Override
    public Filter get() {
      return made.get();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Written that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  private FilterSettings() {}

  private static Key<Supplier<Filter>> filter(
      String name, Value<Supplier<Filter>> value, String meaning) {
    return Key.optional(name, value, null, meaning);
  }

  private static Supplier<Filter> only(SectionValues form) {
    List<Key<Supplier<Filter>>> given = ALL.stream().filter(form::has).toList();
    if (given.size() != 1) {
      form.problemAt(form.position(), "each filter is an item of its own: one key behind a '- '");
      return null;
    }
    return new Written(form.written(), form.get(given.get(0)));
  }

  private static Value<Duration> time() {
    return Values.duration(Duration.ofMillis(1), Duration.ofDays(1));
  }

  /** How a filter over a window of values is made. */
  private interface OverWindow {
    Filter of(int size, int sendEvery, int sendFirstAt);
  }

  private static Value<Supplier<Filter>> window(int usualSize, OverWindow make) {
    Key<Integer> size =
        Key.optional(
            "window_size", Values.wholeNumber(1, MANY), usualSize, "how many values are kept");
    Key<Integer> sendEvery = sendEvery(usualSize);
    Key<Integer> sendFirstAt = sendFirstAt();
    return new Schema<>(
        "a window",
        form -> {
          requireFirst(form, sendEvery, sendFirstAt);
          return () -> make.of(form.get(size), form.get(sendEvery), form.get(sendFirstAt));
        },
        size,
        sendEvery,
        sendFirstAt);
  }

  private static Value<Supplier<Filter>> average() {
    Key<Double> alpha =
        Key.optional("alpha", Values.number(0.0001, 1), 0.1, "the weight of the newest value");
    Key<Integer> sendEvery = sendEvery(15);
    Key<Integer> sendFirstAt = sendFirstAt();
    return new Schema<>(
        "an average",
        form -> {
          requireFirst(form, sendEvery, sendFirstAt);
          return () ->
              new ExponentialMovingAverage(
                  form.get(alpha), form.get(sendEvery), form.get(sendFirstAt));
        },
        alpha,
        sendEvery,
        sendFirstAt);
  }

  private static Key<Integer> sendEvery(int usual) {
    return Key.optional(
        "send_every", Values.wholeNumber(1, MANY), usual, "so many values in, one out");
  }

  private static Key<Integer> sendFirstAt() {
    return Key.optional(
        "send_first_at", Values.wholeNumber(1, MANY), 1, "so many values in, the first out");
  }

  private static void requireFirst(
      SectionValues form, Key<Integer> sendEvery, Key<Integer> sendFirstAt) {
    if (form.get(sendFirstAt) > form.get(sendEvery)) {
      form.problem(sendFirstAt, "is more than send_every, " + form.get(sendEvery));
    }
  }

  private static Value<Supplier<Filter>> clamp() {
    Key<Double> lowest =
        Key.optional("min_value", Values.number(-FAR, FAR), -FAR, "the lowest value");
    Key<Double> highest =
        Key.optional("max_value", Values.number(-FAR, FAR), FAR, "the highest value");
    Key<Boolean> ignore =
        Key.optional(
            "ignore_out_of_range", Values.flag(), false, "whether others are dropped, not moved");
    return new Schema<>(
        "limits",
        form -> {
          if (form.get(lowest) > form.get(highest)) {
            form.problem(lowest, "is more than max_value, " + form.get(highest));
          }
          return () -> Filters.clamp(form.get(lowest), form.get(highest), form.get(ignore));
        },
        lowest,
        highest,
        ignore);
  }

  private static Value<Supplier<Filter>> calibration() {
    Key<Method> method =
        Key.optional(
            "method",
            Values.oneOf(Method.class),
            Method.LEAST_SQUARES,
            "the nearest line, or lines that meet each point");
    Key<List<Point>> points =
        Key.required(
            "datapoints",
            Values.listOf(new Scalar<>("a point such as 20.3 -> 20.0", FilterSettings::point)),
            "what was shown -> what was true");
    return new Schema<Supplier<Filter>>(
            "a calibration",
            form -> {
              try {
                new CalibrateLinear(form.get(method), form.get(points));
              } catch (IllegalArgumentException e) {
                form.problem(points, e.getMessage());
              }
              return () -> new CalibrateLinear(form.get(method), form.get(points));
            },
            method,
            points)
        .orJust(points);
  }

  private static Point point(String text) {
    Matcher matcher = POINT.matcher(text);
    return matcher.matches()
        ? new Point(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)))
        : null;
  }

  private static Supplier<Filter> delta(String text) {
    boolean relative = text.endsWith("%");
    double number = Double.parseDouble(relative ? text.substring(0, text.length() - 1) : text);
    if (number < 0) {
      return null;
    }
    return () -> relative ? Delta.relative(number / 100) : Delta.absolute(number);
  }
}
