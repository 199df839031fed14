package hearth.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tinylog.Level;
import org.tinylog.core.LogEntry;
import org.tinylog.runtime.Timestamp;

class LineWriterTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long nanoTime;

  @ParameterizedTest
  @CsvSource({"ERROR, <3>told", "WARN, <4>told", "INFO, <6>told", "DEBUG, <7>told"})
  void theJournalLearnsThePriority(Level level, String line) {
    write(true, false, entry(level, "told", null));

    assertEquals(line + "\n", text());
  }

  @Test
  void aTerminalShowsTimeAndLevel() {
    write(false, false, entry(Level.WARN, "told", null));

    assertTrue(text().matches("[0-9]{2}:[0-9]{2}:[0-9]{2} warn  told\n"), text());
  }

  @Test
  void whatComesFromTheNetworkNeverLooksLikeALineOfOurs() {
    write(true, false, entry(Level.INFO, "client 'a\r\n<0>all is lost'", null));

    assertEquals("<6>client 'a\n<6>    <0>all is lost'\n", text());
  }

  @Test
  void whatComesFromTheNetworkNeitherSteersATerminalNorFillsTheCard() {
    write(true, false, entry(Level.INFO, "client '\33[2J\7\u009b\u202e\r'", null));
    assertEquals("<6>client '\\u{1b}[2J\\u{7}\\u{9b}\\u{202e}\\u{d}'\n", text());

    written.reset();
    write(true, false, entry(Level.INFO, "x".repeat(65_535) + "\nsecond", null));
    assertEquals("<6>" + "x".repeat(2000) + "…\n<6>    second\n", text());

    written.reset();
    write(true, true, entry(Level.INFO, "\33" + "x".repeat(3000), null));
    assertEquals("<6>\\u{1b}" + "x".repeat(3000) + "\n", text());
  }

  @Test
  void anExceptionIsItsMessageUnlessTracesAreAskedFor() {
    write(true, false, entry(Level.ERROR, "It failed", new IllegalStateException("no pin")));

    assertEquals("<3>It failed: java.lang.IllegalStateException: no pin\n", text());

    written.reset();
    write(true, true, entry(Level.ERROR, "It failed", new IllegalStateException("no pin")));
    assertTrue(text().contains("\n<3>        at "), text());
  }

  @Test
  void whatIsSaidAMillionTimesDoesNotFillTheCard() {
    PrintStream out = new PrintStream(written, false, StandardCharsets.UTF_8);
    LineWriter writer = new LineWriter(out, true, false, () -> nanoTime);
    for (int i = 0; i < 1_000_000; i++) {
      writer.write(entry(Level.INFO, "again", null));
    }
    nanoTime += 1_000_000_000L;
    writer.write(entry(Level.WARN, "at last", null));
    writer.flush();

    List<String> lines = text().lines().toList();
    assertEquals(1002, lines.size());
    assertEquals("<4>(999000 lines were left out here: there were too many)", lines.get(1000));
    assertEquals("<4>at last", lines.get(1001));
  }

  private void write(boolean forJournal, boolean traces, LogEntry entry) {
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    new LineWriter(out, forJournal, traces, () -> nanoTime).write(entry);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private static LogEntry entry(Level level, String message, Throwable exception) {
    return new LogEntry(
        now(), null, Map.of(), "Class", "method", "File", 1, null, level, message, exception);
  }

  private static Timestamp now() {
    Instant instant = Instant.parse("2026-01-01T12:00:00Z");
    return new Timestamp() {
      @Override
      public java.util.Date toDate() {
        return java.util.Date.from(instant);
      }

      @Override
      public Instant toInstant() {
        return instant;
      }

      @Override
      public java.sql.Timestamp toSqlTimestamp() {
        return java.sql.Timestamp.from(instant);
      }

      @Override
      public long calcDifferenceInNanoseconds(Timestamp other) {
        return 0;
      }
    };
  }
}
