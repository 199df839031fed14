package hearth.runtime.command;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An answer of the recorder as people and spreadsheets read it.
 *
 * @param columns their names, behind the time
 * @param rows those that have something in them
 */
record HistoryTable(String topic, String unit, List<String> columns, List<Row> rows, ZoneId zone) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int PLOT_WIDTH = 72;
  private static final int PLOT_HEIGHT = 12;

  /** What was at a time; empty cells where that is not known. */
  record Row(Instant time, List<String> cells) {}

  /** Reads an answer; one that is none gives a table without rows. */
  static HistoryTable of(Map<?, ?> json, ZoneId zone) {
    List<String> columns = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    if (json.get("changes") instanceof List<?> changes) {
      columns.addAll(List.of("state", "by"));
      changes.forEach(each -> addChange(each, rows));
    } else {
      for (String name : List.of("min", "mean", "max", "change")) {
        if (json.get(name) instanceof List<?>) {
          columns.add(name);
        }
      }
      addNumbers(json, columns, rows);
    }
    return new HistoryTable(
        String.valueOf(json.get("topic")), String.valueOf(json.get("unit")), columns, rows, zone);
  }

  private static void addChange(Object change, List<Row> rows) {
    if (change instanceof Map<?, ?> keys && keys.get("time") instanceof Number time) {
      Object by = keys.get("by");
      Object state = keys.get("state");
      rows.add(
          new Row(
              Instant.ofEpochMilli(Math.round(time.doubleValue() * 1000)),
              List.of(state == null ? "unknown" : "" + state, by == null ? "" : "" + by)));
    }
  }

  private static void addNumbers(Map<?, ?> json, List<String> columns, List<Row> rows) {
    int count = columns.isEmpty() ? 0 : ((List<?>) json.get(columns.get(0))).size();
    for (int i = 0; i < count; i++) {
      List<String> cells = new ArrayList<>();
      for (String name : columns) {
        List<?> values = (List<?>) json.get(name);
        cells.add(i < values.size() ? number(values.get(i)) : "");
      }
      if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
        rows.add(new Row(time(json, i), cells));
      }
    }
  }

  private static Instant time(Map<?, ?> json, int index) {
    if (json.get("times") instanceof List<?> times) {
      return Instant.ofEpochSecond(((Number) times.get(index)).longValue());
    }
    long from = json.get("from") instanceof Number first ? first.longValue() : 0;
    long step = json.get("step") instanceof Number seconds ? seconds.longValue() : 0;
    return Instant.ofEpochSecond(from + index * step);
  }

  private static String number(Object value) {
    return value instanceof Number number ? new BigDecimal(number.toString()).toPlainString() : "";
  }

  private String local(Instant time) {
    return TIME.format(time.atZone(zone));
  }

  /** Columns below each other. */
  void print(PrintWriter out) {
    if (rows.isEmpty()) {
      out.println("Nothing was recorded of " + TerminalText.of(topic) + " in that time.");
      return;
    }
    StringBuilder text = new StringBuilder("time\t" + String.join("\t", columns));
    for (Row row : rows) {
      text.append('\n').append(local(row.time)).append('\t').append(String.join("\t", row.cells));
    }
    out.println(TerminalText.of(topic) + (unit.isEmpty() ? "" : ", " + TerminalText.of(unit)));
    HeldListCommand.columns(text.toString()).forEach(out::println);
  }

  /** RFC 4180. */
  void printCsv(PrintWriter out, boolean withHeadings) {
    boolean isState = columns.contains("state");
    if (withHeadings) {
      out.print("topic,unit,time,min,mean,max,change,state,by\r\n");
    }
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(topic, unit, row.time.toString()));
      for (String name : List.of("min", "mean", "max", "change", "state", "by")) {
        int column = columns.indexOf(name);
        line.add(
            column < 0
                ? ""
                : isState && row.cells.get(0).equals("unknown") ? "" : row.cells.get(column));
      }
      out.print(String.join(",", line.stream().map(HistoryTable::quoted).toList()) + "\r\n");
    }
    out.flush();
  }

  /** A cell that a spreadsheet would take for a formula is text. */
  private static String quoted(String cell) {
    boolean isFormula = !cell.isEmpty() && "=+@".indexOf(cell.charAt(0)) >= 0;
    String text = isFormula ? "'" + cell : cell;
    boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** From the first to the last row, a column of stars from lowest to highest. */
  void printPlot(PrintWriter out) {
    int low = columns.indexOf("min") >= 0 ? columns.indexOf("min") : columns.indexOf("change");
    int high = columns.indexOf("max") >= 0 ? columns.indexOf("max") : low;
    if (rows.size() < 2 || low < 0) {
      print(out);
      return;
    }
    long from = rows.get(0).time.getEpochSecond();
    long length = rows.get(rows.size() - 1).time.getEpochSecond() - from;
    double[] min = new double[PLOT_WIDTH];
    double[] max = new double[PLOT_WIDTH];
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (Row row : rows) {
      if (row.cells.get(low).isEmpty()) {
        continue;
      }
      int x = (int) ((row.time.getEpochSecond() - from) * (PLOT_WIDTH - 1) / Math.max(1, length));
      min[x] = Math.min(min[x], Double.parseDouble(row.cells.get(low)));
      max[x] = Math.max(max[x], Double.parseDouble(row.cells.get(high)));
      lowest = Math.min(lowest, min[x]);
      highest = Math.max(highest, max[x]);
    }
    draw(out, min, max, lowest, highest);
    out.printf(
        "%10s %-36s%36s%n", "", local(rows.get(0).time), local(rows.get(rows.size() - 1).time));
  }

  private void draw(PrintWriter out, double[] min, double[] max, double lowest, double highest) {
    out.println(TerminalText.of(topic) + (unit.isEmpty() ? "" : ", " + TerminalText.of(unit)));
    double step = (highest - lowest) / (PLOT_HEIGHT - 1);
    for (int line = PLOT_HEIGHT - 1; line >= 0; line--) {
      double value = lowest + line * step;
      StringBuilder cells = new StringBuilder();
      for (int x = 0; x < min.length; x++) {
        boolean isIn = min[x] <= value + step / 2 && max[x] >= value - step / 2;
        cells.append(isIn ? '*' : ' ');
      }
      out.println("%10.2f |%s".formatted(value, cells.toString().stripTrailing()));
    }
  }
}
