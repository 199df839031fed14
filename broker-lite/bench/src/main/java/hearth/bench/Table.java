package hearth.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes the table of the lines that {@link Load} printed, read from the standard input: for each
 * scenario and broker the medians of all rounds, and ours over each other's. In ratios below 1 ours
 * is the smaller.
 */
public final class Table {
  private static final String OURS = "hearth";

  /**
   * A row of the table.
   *
   * @param format of the figures named, in their order
   * @param figures the first is the one whose ratio is shown
   */
  private record Row(String scenario, String title, String format, String... figures) {}

  private static final String CPU_AND_RATE = "%.2f (%,.0f)";
  private static final List<Row> ROWS =
      List.of(
          load("qos0-1-to-1", "QoS 0, 1 to 1"),
          load("qos0-1-to-100", "QoS 0, 1 to 100"),
          load("qos0-1-to-1000", "QoS 0, 1 to 1000"),
          load("v5-1-to-100", "5.0 with properties, aliases, identifiers, expiry, 1 to 100"),
          load("qos0-100-to-1", "QoS 0, 100 to 1"),
          load("qos1-1-to-100", "QoS 1, 1 to 100"),
          load("qos1-100-to-1", "QoS 1, 100 to 1"),
          load("qos2-100-pairs", "QoS 2, 100 pairs"),
          load("flood-1-to-10", "QoS 0 flood, 1 to 10"),
          load("filters-12", "12 wildcard filters"),
          load("filters-1000", "1,000 wildcard filters"),
          load("filters-100000", "100,000 wildcard filters"),
          new Row("readings-50", "50 a second to 3: p50, p99 µs", "%.0f, %.0f", "p50", "p99"),
          new Row("readings-50", "50 a second to 3: cores", "%.4f", "cores"),
          new Row("readings-2000", "2,000 a second to 5: p50, p99 µs", "%.0f, %.0f", "p50", "p99"),
          new Row("readings-2000", "2,000 a second to 5: cores", "%.4f", "cores"),
          new Row("offline-queue", "offline queue drained, messages a second", "%,.0f", "rate"),
          new Row("start", "start to first CONNACK, ms", "%.0f", "millis"),
          new Row("idle", "idle: resident, private dirty MB", "%.1f, %.1f", "resident", "dirty"),
          new Row("idle", "idle: wake-ups a second", "%.1f", "wakeups"),
          new Row("idle", "idle: CPU in 30 s, ms", "%.1f", "cpu30"),
          new Row("connections", "bytes per idle connection", "%,.0f", "bytes"),
          new Row("retained", "bytes per retained topic", "%,.0f", "bytes"));

  private final Map<String, List<Result>> results = new LinkedHashMap<>();
  private final Set<String> peers = new TreeSet<>();

  private Table() {}

  private static Row load(String scenario, String title) {
    return new Row(scenario, title, CPU_AND_RATE, "cpu", "rate");
  }

  public static void main(String[] arguments) throws IOException {
    Table table = new Table();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      in.lines().filter(line -> line.contains("=")).map(Result::parse).forEach(table::add);
    }
    System.out.print(table.markdown());
  }

  private void add(Result result) {
    results.computeIfAbsent(key(result.scenario(), result.broker()), key -> new ArrayList<>());
    results.get(key(result.scenario(), result.broker())).add(result);
    if (!result.broker().equals(OURS)) {
      peers.add(result.broker());
    }
  }

  private static String key(String scenario, String broker) {
    return scenario + " " + broker;
  }

  private String markdown() {
    StringBuilder out = new StringBuilder("| | hearth |");
    peers.forEach(peer -> out.append(' ').append(peer).append(" | ratio |"));
    out.append("\n|---|---|").append("---|---|".repeat(peers.size())).append('\n');
    for (Row row : ROWS) {
      if (median(row.scenario, OURS, row.figures[0]) != null) {
        out.append("| ").append(row.title).append(" | ").append(cell(row, OURS)).append(" |");
        peers.forEach(peer -> out.append(' ').append(cell(row, peer)).append(" |"));
        out.append('\n');
      }
    }
    return out.toString();
  }

  private String cell(Row row, String broker) {
    Object[] medians = new Object[row.figures.length];
    for (int i = 0; i < medians.length; i++) {
      medians[i] = median(row.scenario, broker, row.figures[i]);
      if (medians[i] == null) {
        return broker.equals(OURS) ? "" : "|";
      }
    }
    String text = String.format(Locale.ROOT, row.format, medians) + spoilt(row.scenario, broker);
    if (broker.equals(OURS)) {
      return text;
    }
    double ours = median(row.scenario, OURS, row.figures[0]);
    return text + String.format(Locale.ROOT, " | %.2f", ours / (Double) medians[0]);
  }

  /** What was lost, late or doubled in all rounds, where anything was. */
  private String spoilt(String scenario, String broker) {
    String text =
        List.of("lost", "late", "duplicates").stream()
            .filter(name -> sum(scenario, broker, name) != 0)
            .map(name -> String.format(Locale.ROOT, "%.0f %s", sum(scenario, broker, name), name))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "" : "; " + text;
  }

  private double sum(String scenario, String broker, String figure) {
    return results.get(key(scenario, broker)).stream()
        .map(result -> result.figure(figure))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  private Double median(String scenario, String broker, String figure) {
    List<Double> values =
        results.getOrDefault(key(scenario, broker), List.of()).stream()
            .map(result -> result.figure(figure))
            .filter(Objects::nonNull)
            .sorted()
            .toList();
    if (values.isEmpty()) {
      return null;
    }
    return (values.get((values.size() - 1) / 2) + values.get(values.size() / 2)) / 2;
  }
}
