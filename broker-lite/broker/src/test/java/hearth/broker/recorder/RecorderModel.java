package hearth.broker.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Account;
import hearth.broker.account.Limits;
import hearth.io.file.AppendLog;
import hearth.io.file.SimulatedDisk;
import hearth.io.file.SimulatedFolders;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recorder on a simulated disk, and beside it a plain list of what it was given. */
final class RecorderModel {
  static final AppendLog.Settings SMALL = new AppendLog.Settings(16 << 10, 4 << 10, 1_000_000_000L);

  static final RecorderSettings SETTINGS =
      new RecorderSettings(
          List.of(),
          Duration.ofMinutes(5),
          Duration.ofDays(8),
          Duration.ofDays(366),
          500,
          () -> ZoneOffset.UTC,
          SMALL);

  record Reading(long time, double value) {}

  final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T06:00:00Z"));
  final List<Throwable> failures = new ArrayList<>();
  ManualLoop loop;
  final SimulatedDisk disk;
  final Deque<Runnable> work = new ArrayDeque<>();
  RecorderSettings settings = SETTINGS;
  boolean isClockSet = true;
  Account account;
  Recorder recorder;
  HistoryQueries queries;

  /** What was given, by topic. */
  final TreeMap<String, List<Reading>> given = new TreeMap<>();

  RecorderModel() {
    this(new SimulatedDisk(new Random(1)));
  }

  RecorderModel(SimulatedDisk disk) {
    this.disk = disk;
    start();
  }

  /** Another process on the same disk. */
  void start() {
    work.clear();
    loop = new ManualLoop(clock, failures::add);
    account = Account.whole(Limits.NONE).open("recorder");
    Random random = new Random(7);
    recorder =
        new Recorder(
            loop,
            settings,
            new SimulatedFolders(disk),
            work::add,
            random::nextLong,
            () -> isClockSet,
            account);
    queries = new HistoryQueries(loop, recorder);
    recorder.open();
    settle();
  }

  /** Until neither the loop nor the worker has anything to do. */
  void settle() {
    do {
      loop.runReady();
      for (Runnable next; (next = work.poll()) != null; ) {
        try {
          next.run();
        } catch (SimulatedDisk.PowerCutException e) {
          failures.add(e);
        }
        loop.runReady();
      }
    } while (!loop.isIdle());
    for (Throwable each : failures) {
      if (!(each instanceof SimulatedDisk.PowerCutException)) {
        throw new AssertionError(each);
      }
    }
  }

  void advance(Duration by) {
    Duration left = by;
    while (left.compareTo(Duration.ZERO) > 0) {
      Duration step = left.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : left;
      loop.advance(step);
      settle();
      left = left.minus(step);
    }
  }

  /** Whether all is on disk but rows, which a start makes again. */
  boolean isSaved() {
    return recorder.unsaved(null).stream().allMatch(each -> HourRecords.isOne(each.type));
  }

  long now() {
    return clock.wallTime().toEpochMilli();
  }

  void read(String topic, String value) {
    Series series = recorder.series(topic, SeriesKind.READING, "°C");
    recorder.add(series, Decimal.of(value.getBytes(StandardCharsets.UTF_8)));
    note(topic, now(), Double.parseDouble(value));
  }

  void readLate(String topic, String value, long time) {
    Series series = recorder.series(topic, SeriesKind.READING, "°C");
    recorder.addLate(series, Decimal.of(value.getBytes(StandardCharsets.UTF_8)), time);
    note(topic, time, Double.parseDouble(value));
  }

  private void note(String topic, long time, double value) {
    given.computeIfAbsent(topic, any -> new ArrayList<>()).add(new Reading(time, value));
  }

  void change(String topic, String state, String by) {
    recorder.change(recorder.series(topic, SeriesKind.STATE, ""), state, by);
  }

  String ask(String span, String topic) {
    return ask(queries.range(span), topic);
  }

  String ask(HistoryRange range, String topic) {
    assertNotNull(range);
    String[] answer = new String[1];
    queries.ask(topic, range, json -> answer[0] = new String(json, StandardCharsets.UTF_8));
    settle();
    assertNotNull(answer[0], "no answer about " + topic);
    return answer[0];
  }

  /** A list of an answer; NaN for null. */
  static double[] list(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\[([^]]*)]").matcher(json);
    assertTrue(matcher.find(), json);
    String text = matcher.group(1);
    return text.isEmpty()
        ? new double[0]
        : Arrays.stream(text.split(","))
            .mapToDouble(each -> each.equals("null") ? Double.NaN : Double.parseDouble(each))
            .toArray();
  }

  static long number(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
    assertTrue(matcher.find(), json);
    return Long.parseLong(matcher.group(1));
  }

  /** An answer says what the model says, lowest, mean and highest of each step. */
  void check(String span, String topic) {
    String json = ask(span, topic);
    long from = number(json, "from") * 1000;
    long step = number(json, "step") * 1000;
    double[] min = list(json, "min");
    double[] mean = list(json, "mean");
    double[] max = list(json, "max");
    assertTrue(min.length <= HistoryRange.MAX_POINTS, span + ": " + min.length);
    Row[] expected = new Row[min.length];
    for (Reading each : given.getOrDefault(topic, List.of())) {
      int index = (int) Math.floorDiv(each.time - from, step);
      if (index >= 0 && index < expected.length) {
        if (expected[index] == null) {
          expected[index] = new Row();
        }
        expected[index].add(each.time, each.value);
      }
    }
    for (int i = 0; i < expected.length; i++) {
      String where = span + " of " + topic + ", step " + i + " of " + json;
      assertEquals(expected[i] == null ? Double.NaN : expected[i].min, min[i], 1e-9, where);
      assertEquals(expected[i] == null ? Double.NaN : expected[i].max, max[i], 1e-9, where);
      assertEquals(expected[i] == null ? Double.NaN : expected[i].mean(), mean[i], 0.051, where);
    }
  }

  /** Nothing is shown that was never given. */
  void checkTrue(String span, String topic) {
    String json = ask(span, topic);
    long from = number(json, "from") * 1000;
    long step = number(json, "step") * 1000;
    double[] min = list(json, "min");
    double[] max = list(json, "max");
    for (int i = 0; i < min.length; i++) {
      if (!Double.isNaN(min[i])) {
        assertTrue(wasGiven(topic, from + i * step, step, min[i]), min[i] + " in " + json);
        assertTrue(wasGiven(topic, from + i * step, step, max[i]), max[i] + " in " + json);
      }
    }
  }

  private boolean wasGiven(String topic, long from, long step, double value) {
    return given.getOrDefault(topic, List.of()).stream()
        .anyMatch(
            each ->
                each.time >= from
                    && each.time < from + step
                    && Math.abs(each.value - value) < 1e-9);
  }

  /** How many steps of an answer have something in them. */
  int filled(String span, String topic) {
    return (int)
        Arrays.stream(list(ask(span, topic), "min")).filter(each -> !Double.isNaN(each)).count();
  }
}
