package hearth.runtime.log;

import hearth.io.loop.TokenBucket;
import hearth.io.text.PrintableText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.LongSupplier;
import org.tinylog.Level;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/**
 * Writes one readable line for each entry to the standard error stream: with the time of day on a
 * terminal, with the journal's priority under systemd, which keeps the time itself. tinylog makes
 * it by the name {@code line}.
 *
 * <p>Its property {@code traces} says whether stack traces are written: only where somebody asked
 * for them. Else an exception is its message. Where they are not, whatever goes wrong a million
 * times does not fill the card: lines beyond a thousand at once, and one a second after those, are
 * only counted.
 */
public final class LineWriter implements Writer {
  /** Whether stack traces are written, in tinylog's configuration. */
  public static final String TRACES = "writer.traces";

  /** Code points of one line: what strangers send is cut before, by the part. */
  private static final int MAX_LINE = 2000;

  private static final int BURST = 1000;
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final long SECONDS_OF_DAY = 86_400;

  private final PrintStream out;
  private final boolean forJournal;
  private final boolean traces;
  private final LongSupplier nanoTime;
  private final TokenBucket lines;
  private long leftOut;

  /** The writer as tinylog makes it. */
  public LineWriter(Map<String, String> properties) {
    this(
        System.err,
        SystemdJournal.listens(),
        Boolean.parseBoolean(properties.get("traces")),
        System::nanoTime);
  }

  LineWriter(PrintStream out, boolean forJournal, boolean traces, LongSupplier nanoTime) {
    this.out = out;
    this.forJournal = forJournal;
    this.traces = traces;
    this.nanoTime = nanoTime;
    this.lines = new TokenBucket(BURST, INTERVAL_NANOS, nanoTime.getAsLong());
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    return EnumSet.of(
        LogEntryValue.DATE, LogEntryValue.LEVEL, LogEntryValue.MESSAGE, LogEntryValue.EXCEPTION);
  }

  @Override
  public synchronized void write(LogEntry entry) {
    if (!traces && !lines.take(nanoTime.getAsLong())) {
      leftOut++;
      return;
    }
    if (leftOut > 0) {
      print(entry, "(" + leftOut + " lines were left out here: there were too many)");
      leftOut = 0;
    }
    print(entry, safe(text(entry).stripTrailing()));
  }

  /** A text from the network neither steers a terminal nor makes a line that looks like ours. */
  private String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (String line : text.replace("\r\n", "\n").replace("\t", "    ").split("\n")) {
      safe.append(safe.isEmpty() ? "" : "\n    ")
          .append(PrintableText.of(line, traces ? Integer.MAX_VALUE : MAX_LINE));
    }
    return safe.toString();
  }

  private void print(LogEntry entry, String text) {
    LastLines.add(timeAndLevel(entry) + text);
    out.println(
        forJournal
            ? SystemdJournal.lines(priority(entry.getLevel()), text)
            : timeAndLevel(entry) + text);
  }

  private static String timeAndLevel(LogEntry entry) {
    long millis = entry.getTimestamp().toInstant().toEpochMilli();
    int second =
        (int)
            Math.floorMod(
                (millis + TimeZone.getDefault().getOffset(millis)) / 1000, SECONDS_OF_DAY);
    StringBuilder start = new StringBuilder();
    twoDigits(start, second / 3600).append(':');
    twoDigits(start, second / 60 % 60).append(':');
    twoDigits(start, second % 60).append(' ');
    String level = entry.getLevel().name().toLowerCase(Locale.ROOT);
    return start.append(level).append(" ".repeat(6 - level.length())).toString();
  }

  /** By hand, since java.time's zones and formats and String.format cost a start 30 ms. */
  private static StringBuilder twoDigits(StringBuilder to, int number) {
    return to.append(number < 10 ? "0" : "").append(number);
  }

  private String text(LogEntry entry) {
    String message = entry.getMessage() == null ? "" : entry.getMessage();
    Throwable exception = entry.getException();
    if (exception == null) {
      return message;
    }
    String separator = message.isEmpty() ? "" : ": ";
    if (traces) {
      StringWriter trace = new StringWriter();
      exception.printStackTrace(new PrintWriter(trace));
      return message + separator + trace;
    }
    return message + separator + exception;
  }

  /** In syslog's numbers. */
  private static int priority(Level level) {
    return switch (level) {
      case ERROR -> SystemdJournal.ERROR;
      case WARN -> 4;
      case INFO -> 6;
      default -> 7;
    };
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
