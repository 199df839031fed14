package hearth.drivers.board;

import hearth.drivers.board.Finding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A plan as a drawing (SVG), for one printed page: the header in the middle, parts on the side of
 * their first wire, a table of the wires and what there is to say of them below. Each wire has a
 * number at both ends, so that no colour must be told from another, and a lane of its own:
 *
 * <pre>
 *   part                     header
 *   +------+                +---+---+
 *   | IN   o---------+      | o | o-+---- to the right
 *   | GND  o------+  +------+-o |   |
 *   +------+      +---------+-o |   |
 *             one vertical lane for each wire; terminals stand between the rows of the pins,
 *             so that no two pieces lie on one line
 * </pre>
 */
final class WiringDrawing {
  private static final int WIDTH = 1000;
  private static final int ROW = 24;
  private static final int LANE = 7;
  private static final int TOP = 70;
  private static final int LEFT_ROW = 480;
  private static final int RIGHT_ROW = 520;
  private static final int PART_WIDTH = 190;
  private static final int LEFT_PARTS = 20;
  private static final int RIGHT_PARTS = WIDTH - LEFT_PARTS - PART_WIDTH;
  private static final int LINE = 20;

  /** So many fan out before they come near a row of terminals. */
  private static final int MAX_ON_ONE_PIN = 6;

  private final String title;
  private final List<Wire> wires;
  private final List<Finding> findings;
  private final List<String> configLines;
  private final StringBuilder svg = new StringBuilder();
  private final int[] lanes = {0, 0};
  private int crossings;
  private int header;
  private int bottom;

  WiringDrawing(String title, List<Wire> wires, List<Finding> findings, List<String> configLines) {
    this.title = title;
    this.wires = wires;
    this.findings = findings;
    this.configLines = configLines;
  }

  @Override
  public String toString() {
    Map<String, List<Integer>> parts = new LinkedHashMap<>();
    for (int i = 0; i < wires.size(); i++) {
      parts.computeIfAbsent(wires.get(i).part(), part -> new ArrayList<>()).add(i);
    }
    long across =
        parts.values().stream()
            .mapToLong(own -> own.stream().filter(i -> isLeft(i) != isLeft(own.get(0))).count())
            .sum();
    header = TOP + (int) across * LANE + ROW;
    int[] next = {header, header};
    StringBuilder boxes = new StringBuilder();
    parts.forEach(
        (part, own) -> {
          boolean left = isLeft(own.get(0));
          next[left ? 0 : 1] = part(part, own, left, next[left ? 0 : 1], boxes);
        });
    bottom = Math.max(header + HeaderPin.COUNT / 2 * ROW, Math.max(next[0], next[1])) + ROW;
    header();
    svg.append(boxes);
    table();
    remarks();
    return head() + svg + "</svg>\n";
  }

  private boolean isLeft(int wire) {
    return wires.get(wire).pin() % 2 == 1;
  }

  /** Draws a part and its wires; returns where the next one may begin. */
  private int part(String name, List<Integer> own, boolean left, int top, StringBuilder boxes) {
    int x = left ? LEFT_PARTS : RIGHT_PARTS;
    int height = (own.size() + 1) * ROW;
    boolean isMarked = findings.stream().anyMatch(each -> isOf(each, name));
    boxes.append(
        "<rect x='%d' y='%d' width='%d' height='%d' rx='6' fill='#fff' stroke='%s' stroke-width='%d'/>\n"
            .formatted(
                x, top, PART_WIDTH, height, isMarked ? "#c62828" : "#444", isMarked ? 3 : 1));
    text(boxes, x + 10, top + 17, isMarked ? "⚠ " + cut(name) : cut(name), "font-weight='bold'");
    for (int i = 0; i < own.size(); i++) {
      int y = top + (i + 1) * ROW + ROW / 2;
      Wire wire = wires.get(own.get(i));
      int end = left ? x + PART_WIDTH : x;
      text(boxes, left ? end - 60 : end + 30, y + 5, wire.from(), "");
      wire(own.get(i), left, end, y);
      number(boxes, left ? end - 14 : end + 14, y, own.get(i));
    }
    return top + height + ROW;
  }

  private static String cut(String name) {
    return name.length() <= 20 ? name : name.substring(0, 19) + "…";
  }

  /** The horizontal pieces have their rows, the vertical ones their lanes. */
  private void wire(int index, boolean left, int end, int y) {
    HeaderPin pin = HeaderPin.all().get(wires.get(index).pin() - 1);
    int direction = left ? -1 : 1;
    int column = left ? 0 : 1;
    int lane = (left ? LEFT_ROW : RIGHT_ROW) + direction * (110 + LANE * lanes[column]++);
    // Several on one pin fan out.
    int shared =
        (int) wires.subList(0, index).stream().filter(o -> o.pin() == pin.number()).count();
    int pinY = pinY(pin) + shared % MAX_ON_ONE_PIN * 3;
    String path = "M%d,%d H%d V%d H%d".formatted(end, y, lane, pinY, pinX(pin));
    if (pin.isLeft() != left) {
      int over = TOP + crossings++ * LANE;
      int other = pinX(pin) - direction * (95 + LANE * lanes[1 - column]++ + 15);
      path = "M%d,%d H%d V%d H%d V%d H%d".formatted(end, y, lane, over, other, pinY, pinX(pin));
    }
    svg.append(
        "<path d='%s' fill='none' stroke='%s' stroke-width='3' stroke-linejoin='round'/>\n"
            .formatted(path, wires.get(index).colour().code()));
  }

  private int pinY(HeaderPin pin) {
    return header + pin.row() * ROW + ROW / 2 + 6;
  }

  private static int pinX(HeaderPin pin) {
    return pin.isLeft() ? LEFT_ROW : RIGHT_ROW;
  }

  private void header() {
    StringBuilder pins = new StringBuilder();
    pins.append(
        "<rect x='%d' y='%d' width='%d' height='%d' rx='6' fill='#e8f0e8' stroke='#444'/>\n"
            .formatted(
                LEFT_ROW - 20,
                header - 6,
                RIGHT_ROW - LEFT_ROW + 40,
                HeaderPin.COUNT / 2 * ROW + 12));
    for (HeaderPin pin : HeaderPin.all()) {
      int x = pinX(pin);
      pins.append(
          "<rect x='%d' y='%d' width='20' height='18' fill='#fff' stroke='#444'/>\n"
              .formatted(x - 10, pinY(pin) - 9));
      text(pins, x, pinY(pin) + 4, String.valueOf(pin.number()), "text-anchor='middle'");
      text(
          pins,
          pin.isLeft() ? x - 28 : x + 28,
          pinY(pin) - 5, // above its wire
          pin.name(),
          (pin.isLeft() ? "text-anchor='end'" : "")
              + " font-size='11' paint-order='stroke'"
              + " stroke='#fff' stroke-width='4'");
    }
    for (int i = 0; i < wires.size(); i++) {
      HeaderPin pin = HeaderPin.all().get(wires.get(i).pin() - 1);
      boolean isFirst = wires.subList(0, i).stream().noneMatch(o -> o.pin() == pin.number());
      if (isFirst) {
        number(pins, pinX(pin) + (pin.isLeft() ? -88 : 88), pinY(pin), i);
      }
    }
    svg.append(pins);
  }

  private void number(StringBuilder to, int x, int y, int index) {
    to.append(
        "<circle cx='%d' cy='%d' r='9' fill='#fff' stroke='%s' stroke-width='2'/>\n"
            .formatted(x, y, wires.get(index).colour().code()));
    text(to, x, y + 4, String.valueOf(index + 1), "text-anchor='middle' font-size='11'");
  }

  private void table() {
    text(svg, LEFT_PARTS, bottom, "Wires", "font-weight='bold'");
    int half = (wires.size() + 1) / 2;
    for (int i = 0; i < wires.size(); i++) {
      Wire wire = wires.get(i);
      int x = i < half ? LEFT_PARTS : WIDTH / 2;
      int y = bottom + LINE * (1 + i % Math.max(1, half));
      String words =
          "%d  %s: %s to pin %d, %s (%s)"
              .formatted(
                  i + 1,
                  cut(wire.part()),
                  wire.from(),
                  wire.pin(),
                  HeaderPin.all().get(wire.pin() - 1).name(),
                  wire.colour().name().toLowerCase(Locale.ROOT));
      text(svg, x, y, words, "");
    }
    bottom += LINE * (half + 2);
  }

  private void remarks() {
    if (!configLines.isEmpty()) {
      text(svg, LEFT_PARTS, bottom, "Lines of config.txt", "font-weight='bold'");
      configLines.forEach(line -> text(svg, LEFT_PARTS, bottom += LINE, line, ""));
      bottom += 2 * LINE;
    }
    for (Finding finding : findings) {
      String mark = finding.severity() == Severity.NOTE ? "" : "⚠ ";
      String word = finding.severity().name().toLowerCase(Locale.ROOT);
      String whole = mark + word + ": " + finding.thing() + ": " + finding.text();
      for (String line : wrapped(whole)) {
        text(svg, LEFT_PARTS, bottom, line, "");
        bottom += LINE;
      }
    }
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > 130) {
        lines.add(line.toString().strip());
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().strip());
    return lines;
  }

  private boolean isOf(Finding finding, String part) {
    return finding.thing().equals(part) && finding.severity() != Severity.NOTE;
  }

  private String head() {
    StringBuilder head = new StringBuilder();
    head.append(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='190mm' height='%dmm'"
            .formatted(WIDTH, bottom + LINE, Math.min(277, (bottom + LINE) * 190 / WIDTH)));
    head.append(" font-family='sans-serif' font-size='14' role='img' aria-labelledby='title'>\n");
    head.append("<title id='title'>").append(escaped(title)).append("</title>\n");
    head.append("<desc>")
        .append(
            escaped(
                wires.stream()
                    .map(wire -> wire.part() + " " + wire.from() + " to pin " + wire.pin())
                    .collect(Collectors.joining("; "))))
        .append("</desc>\n");
    head.append("<rect width='100%' height='100%' fill='#fff'/>\n");
    text(head, LEFT_PARTS, 36, title, "font-size='22' font-weight='bold'");
    return head.toString();
  }

  private static void text(StringBuilder to, int x, int y, String text, String more) {
    to.append("<text x='%d' y='%d' %s>".formatted(x, y, more))
        .append(escaped(text))
        .append("</text>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
