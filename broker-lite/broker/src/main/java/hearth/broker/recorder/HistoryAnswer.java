package hearth.broker.recorder;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * An answer as JSON. Times are seconds since 1970; null is where nothing was.
 *
 * <pre>
 *   {"topic":"..","unit":"°C","from":1796000000,"step":90,"min":[..],"mean":[..],"max":[..],"ends":[..]}
 *   {"topic":"..","unit":"","from":..,"to":..,"changes":[{"time":..,"state":"ON","by":".."}]}
 *   {"topic":"..","unit":"kWh","times":[..],"min":[..],..,"change":[..]}    of hours, days or months
 * </pre>
 */
final class HistoryAnswer {
  private final HistoryQuestion question;
  private final HistoryRange range;
  private final SeriesKind kind;
  private final String unit;
  private final int digits;
  private final Row[] rows;
  private final long rowMillis;
  private final Records.Change before;
  private final List<Records.Change> changes;
  private final StringBuilder json = new StringBuilder(4096);

  /**
   * @param rows of the source's steps
   * @param before the last change before the range, or null
   * @param changes in their order
   */
  HistoryAnswer(
      HistoryQuestion question,
      SeriesKind kind,
      String unit,
      int digits,
      Row[] rows,
      long rowMillis,
      Records.Change before,
      List<Records.Change> changes) {
    this.question = question;
    this.range = question.range();
    this.kind = kind;
    this.unit = unit;
    this.digits = digits;
    this.rows = rows;
    this.rowMillis = rowMillis;
    this.before = before;
    this.changes = changes;
  }

  byte[] toBytes() {
    json.append("{\"topic\":");
    string(question.topic());
    json.append(",\"unit\":");
    string(unit);
    if (kind == SeriesKind.STATE) {
      states();
    } else if (range.calendar() != null) {
      calendar();
    } else {
      points();
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  // ---- numbers

  private void points() {
    json.append(",\"from\":").append(range.from() / 1000);
    json.append(",\"step\":").append(range.step() / 1000);
    Row[] points = points(range.points());
    numbers(points);
    if (kind == SeriesKind.COUNTER) {
      change(points, risen(points));
    }
    json.append(",\"ends\":[");
    String comma = "";
    for (Records.Change change : changes) {
      if (change.isEnd()) {
        json.append(comma).append(seconds(change.time()));
        comma = ",";
      }
    }
    json.append(']');
  }

  private void numbers(Row[] points) {
    list("min", points, row -> row.min, digits);
    list("mean", points, Row::mean, digits == Decimal.RAW ? digits : Math.min(9, digits + 1));
    list("max", points, row -> row.max, digits);
    list("last", points, row -> row.last, digits);
  }

  private Row[] points(int count) {
    Row[] points = new Row[count];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != null) {
        int point = (int) (i * rowMillis / range.step());
        if (points[point] == null) {
          points[point] = new Row();
        }
        points[point].add(rows[i]);
      }
    }
    return points;
  }

  private void list(String name, Row[] points, ToDoubleFunction<Row> value, int shown) {
    json.append(",\"").append(name).append("\":[");
    for (int i = 0; i < points.length; i++) {
      json.append(i == 0 ? "" : ",");
      if (points[i] == null) {
        json.append("null");
      } else {
        Decimal.append(json, value.applyAsDouble(points[i]), shown);
      }
    }
    json.append(']');
  }

  // ---- counters

  /** How much a counter has risen in each row; one that began anew has risen from 0. */
  private static double[] risen(Row[] rows) {
    double[] risen = new double[rows.length];
    double last = Double.NaN;
    for (int i = 0; i < rows.length; i++) {
      Row row = rows[i];
      if (row == null) {
        continue;
      }
      double from = Double.isNaN(last) ? row.min : last;
      risen[i] = row.last >= from ? row.last - from : Math.max(0, row.max - from) + row.last;
      last = row.last;
    }
    return risen;
  }

  /** Hours, days or months of the calendar: of a counter how much it has risen in each. */
  private void calendar() {
    double[] risen = risen(rows);
    List<Long> times = new ArrayList<>();
    List<Row> points = new ArrayList<>();
    List<Double> sums = new ArrayList<>();
    var step = Instant.ofEpochMilli(range.from()).atZone(question.zone().get());
    for (int row = 0; step.toInstant().toEpochMilli() < range.to(); ) {
      var next = step.plus(1, range.calendar());
      long end = next.toInstant().toEpochMilli();
      Row point = new Row();
      double sum = 0;
      for (; row < rows.length && range.from() + row * rowMillis < end; row++) {
        if (rows[row] != null) {
          point.add(rows[row]);
          sum += risen[row];
        }
      }
      times.add(step.toEpochSecond());
      points.add(point.count == 0 ? null : point);
      sums.add(sum);
      step = next;
    }
    json.append(",\"times\":").append(times);
    Row[] all = points.toArray(new Row[0]);
    numbers(all);
    if (kind == SeriesKind.COUNTER) {
      change(all, sums.stream().mapToDouble(each -> each).toArray());
    }
  }

  private void change(Row[] points, double[] risen) {
    json.append(",\"change\":[");
    for (int i = 0; i < points.length; i++) {
      json.append(i == 0 ? "" : ",").append(points[i] == null ? "null" : text(risen[i]));
    }
    json.append(']');
  }

  private String text(double value) {
    return Decimal.text(value, digits);
  }

  // ---- states

  private void states() {
    json.append(",\"from\":").append(seconds(range.from()));
    json.append(",\"to\":").append(seconds(range.to()));
    json.append(",\"changes\":[");
    int first = Math.max(0, changes.size() - HistoryReader.MAX_CHANGES);
    String comma = "";
    if (before != null && first == 0) {
      change(before);
      comma = ",";
    }
    for (Records.Change change : changes.subList(first, changes.size())) {
      json.append(comma);
      change(change);
      comma = ",";
    }
    json.append(']');
  }

  private void change(Records.Change change) {
    json.append("{\"time\":").append(seconds(change.time())).append(",\"state\":");
    if (change.isEnd()) {
      json.append("null");
    } else {
      string(change.state());
    }
    if (!change.by().isEmpty()) {
      json.append(",\"by\":");
      string(change.by());
    }
    json.append('}');
  }

  private static String seconds(long millis) {
    return Decimal.text(millis / 1000.0, 3);
  }

  private void string(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
