package hearth.runtime.command;

import hearth.runtime.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tiles as people, spreadsheets and programs read them. */
enum TileTable {
  /** Columns that stand below each other. */
  TABLE {
    @Override
    String of(List<Tile> tiles) {
      List<List<String>> rows = new ArrayList<>(List.of(COLUMNS));
      tiles.forEach(tile -> rows.add(cells(tile)));
      int[] widths = new int[COLUMNS.size()];
      for (List<String> row : rows) {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], row.get(i).length());
        }
      }
      StringBuilder text = new StringBuilder();
      for (List<String> row : rows) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
          line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        text.append(line.toString().stripTrailing()).append('\n');
      }
      return text.toString();
    }
  },
  /** RFC 4180, with a line of names. */
  CSV {
    @Override
    String of(List<Tile> tiles) {
      StringBuilder text = new StringBuilder(line(COLUMNS));
      tiles.forEach(tile -> text.append(line(cells(tile))));
      return text.toString();
    }

    private String line(List<String> cells) {
      return cells.stream().map(this::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    private String cell(String text) {
      boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
  },
  /** An array of objects. */
  JSON {
    @Override
    String of(List<Tile> tiles) {
      JsonWriter json = new JsonWriter(true).beginArray();
      for (Tile tile : tiles) {
        List<String> cells = cells(tile);
        json.beginObject();
        for (int i = 0; i < cells.size(); i++) {
          if (!cells.get(i).isEmpty()) {
            write(COLUMNS.get(i), cells.get(i), json);
          }
        }
        json.endObject();
      }
      return json.endArray() + "\n";
    }

    private void write(String name, String cell, JsonWriter json) {
      switch (name) {
        case "qos" -> json.name(name).number(Tile.QOS);
        case "retain" -> json.name(name).bool(Tile.RETAIN);
        default -> json.member(name, cell);
      }
    }
  };

  private static final List<String> COLUMNS =
      List.of("name", "kind", "subscribe", "publish", "on", "off", "unit", "qos", "retain");

  abstract String of(List<Tile> tiles);

  private static List<String> cells(Tile tile) {
    return List.of(
        tile.name(),
        tile.kind(),
        tile.subscribe(),
        tile.publish(),
        tile.on(),
        tile.off(),
        tile.unit(),
        String.valueOf(Tile.QOS),
        tile.publish().isEmpty() ? "" : Tile.RETAIN ? "yes" : "no");
  }
}
