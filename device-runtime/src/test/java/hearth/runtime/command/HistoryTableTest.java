package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.runtime.json.ForeignJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class HistoryTableTest {
  private static final String NUMBERS =
      "{\"topic\":\"home/t\",\"unit\":\"°C\",\"from\":1796018400,\"step\":90,"
          + "\"min\":[20,null,21.5],\"mean\":[20.25,null,22],\"max\":[20.5,null,23],"
          + "\"last\":[20,null,22],\"ends\":[]}";
  private static final String STATES =
      "{\"topic\":\"home/light\",\"unit\":\"\",\"from\":1,\"to\":2,\"changes\":["
          + "{\"time\":1796018400.25,\"state\":\"ON\",\"by\":\"client a\\\"b, user anna\"},"
          + "{\"time\":1796018401,\"state\":null}]}";

  private static String printed(String json, BiConsumer<HistoryTable, PrintWriter> print) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    print.accept(HistoryTable.of(ForeignJson.read(json), ZoneId.of("Europe/Berlin")), out);
    out.flush();
    return text.toString();
  }

  @Test
  void whatIsThereStandsInColumnsAndGapsAreLeftOut() {
    assertEquals(
        "home/t, °C\n"
            + "time                 min   mean   max\n"
            + "2026-11-30 07:00:00  20    20.25  20.5\n"
            + "2026-11-30 07:03:00  21.5  22     23\n",
        printed(NUMBERS, HistoryTable::print));
  }

  @Test
  void statesSayWhoCausedThem() {
    assertEquals(
        "home/light\n"
            + "time                 state    by\n"
            + "2026-11-30 07:00:00  ON       client a\"b, user anna\n"
            + "2026-11-30 07:00:01  unknown  \n",
        printed(STATES, HistoryTable::print));
  }

  @Test
  void csvIsWhatSpreadsheetsRead() {
    String headings = "topic,unit,time,min,mean,max,change,state,by\r\n";
    assertEquals(
        headings
            + "home/t,°C,2026-11-30T06:00:00Z,20,20.25,20.5,,,\r\n"
            + "home/t,°C,2026-11-30T06:03:00Z,21.5,22,23,,,\r\n",
        printed(NUMBERS, (table, out) -> table.printCsv(out, true)));
    assertEquals(
        "home/light,,2026-11-30T06:00:00.250Z,,,,,ON,\"client a\"\"b, user anna\"\r\n"
            + "home/light,,2026-11-30T06:00:01Z,,,,,,\r\n",
        printed(STATES, (table, out) -> table.printCsv(out, false)));
  }

  @Test
  void aPlotGoesFromLowestToHighest() {
    String plot = printed(NUMBERS, HistoryTable::printPlot);
    assertTrue(plot.startsWith("home/t, °C\n     23.00 |"), plot);
    assertTrue(plot.contains("     20.00 |*\n"), plot);
    assertTrue(plot.endsWith("2026-11-30 07:03:00\n"), plot);
  }

  @Test
  void whereNothingWasItIsSaid() {
    assertEquals(
        "Nothing was recorded of home/x in that time.\n",
        printed(
            "{\"topic\":\"home/x\",\"unit\":\"\",\"from\":1,\"step\":1,\"min\":[null]}",
            HistoryTable::print));
  }
}
