package hearth.broker.recorder;

import hearth.io.loop.EventLoop;
import hearth.io.loop.TokenBucket;
import hearth.io.text.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * Answers questions about what was, two at a time on the recorder's worker; the others stand in
 * line. On the loop's thread.
 */
public final class HistoryQueries {
  private static final int MAX_AT_ONCE = 2;
  private static final int MAX_IN_LINE = 64;
  private static final int PER_SECOND = 8;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Who asked before so many others have asked begins with a full measure again. */
  private static final int CLIENTS_REMEMBERED = 500;

  private static final int REMEMBERED_LENGTH = 128;

  /** Reads while somebody waits; what is not answered stays without an answer. */
  private record Waiting(String topic, HistoryRange range, Consumer<byte[]> answer) {}

  private final EventLoop loop;
  private final Recorder recorder;
  private final Deque<Waiting> line = new ArrayDeque<>();
  private int running;

  private final Map<String, TokenBucket> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > CLIENTS_REMEMBERED;
        }
      };

  public HistoryQueries(EventLoop loop, Recorder recorder) {
    this.loop = loop;
    this.recorder = recorder;
  }

  /** Why a client may not ask now, null where it may: it is counted then. */
  public String whyNot(String clientIdentifier) {
    if (line.size() >= MAX_IN_LINE) {
      return MAX_IN_LINE + " questions about the history wait already; ask again in a second";
    }
    long now = loop.clock().nanoTime();
    TokenBucket bucket =
        clients.computeIfAbsent(
            remembered(clientIdentifier),
            any -> new TokenBucket(PER_SECOND, NANOS_PER_SECOND / PER_SECOND, now));
    return bucket.take(now)
        ? null
        : "it asks for the history more than " + PER_SECOND + " times a second; ask again later";
  }

  /** Of a very long one, which may have 64 KB, the beginning. */
  private static String remembered(String clientIdentifier) {
    return clientIdentifier.substring(0, Math.min(clientIdentifier.length(), REMEMBERED_LENGTH));
  }

  /** The topic whose messages a series records: its own name where it is not announced. */
  public String source(String topic) {
    Series series = recorder.table().get(topic);
    return series == null ? topic : series.source();
  }

  /**
   * The range that words say.
   *
   * @return null where they say none, or there is no time yet
   */
  public HistoryRange range(String span) {
    long now = recorder.time();
    return now == RecorderClock.UNKNOWN
        ? HistoryRange.of(span, loop.clock().wallTime().toEpochMilli(), recorder.settings().zone())
        : HistoryRange.of(span, now, recorder.settings().zone());
  }

  /**
   * What is recorded, one a line: topic, kind and unit, tab separated, headings first.
   *
   * @param shown which topics
   */
  public byte[] topics(Predicate<String> shown) {
    StringJoiner lines = new StringJoiner("\n").add("topic\tkind\tunit");
    for (Series each : recorder.table().all()) {
      if (shown.test(each.topic())) {
        String kind = each.kind().name().toLowerCase(Locale.ROOT);
        lines.add(PrintableText.of(each.topic()) + "\t" + kind + "\t" + each.unit());
      }
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Asks.
   *
   * @param answer gets JSON, later, on the loop's thread
   */
  public void ask(String topic, HistoryRange range, Consumer<byte[]> answer) {
    line.add(new Waiting(topic, range, answer));
    next();
  }

  private void next() {
    while (running < MAX_AT_ONCE && !line.isEmpty()) {
      Waiting waiting = line.remove();
      running++;
      HistoryQuestion question = question(waiting.topic, waiting.range);
      try {
        recorder.worker().execute(() -> read(question, waiting));
      } catch (RejectedExecutionException e) {
        running--;
        Logger.warn("'{}' is not answered: {}", waiting.topic, e.getMessage());
      }
    }
  }

  private HistoryQuestion question(String topic, HistoryRange range) {
    Series series = recorder.table().get(topic);
    long now = loop.clock().wallTime().toEpochMilli();
    long readingsFrom = now - recorder.settings().keep().toMillis();
    HistoryRange.Source source = range.source(readingsFrom);
    List<RecorderLog.Unsaved> unsaved = recorder.unsaved(series);
    return new HistoryQuestion(
        topic,
        recorder.table().numberOf(topic),
        series == null ? null : series.kind(),
        series == null ? "" : series.unit(),
        range.inStepsOf(source),
        source,
        recorder.settings().zone(),
        unsaved);
  }

  private void read(HistoryQuestion question, Waiting waiting) {
    byte[] json = null;
    try {
      json = new HistoryReader(question, recorder.files()).read().toBytes();
    } catch (IOException e) {
      Logger.warn("The recorder cannot be asked: {}", e.getMessage());
    } finally {
      byte[] answer = json;
      loop.execute(() -> answered(waiting, answer));
    }
  }

  private void answered(Waiting waiting, byte[] json) {
    running--;
    next();
    if (json != null) {
      waiting.answer.accept(json);
    }
  }
}
