package hearth.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * What it costs to record sensors, and to ask what was: one recorder a process, driven in simulated
 * time.
 *
 * <pre>
 *   SUBJECT bytes FOLDER HOURS    so long ten sensors at 10 s: whoever looks at the disk counts
 *   SUBJECT year FOLDER SENSORS   a year at 5 min and its last two days at 10 s; then the questions
 * </pre>
 */
public final class RecorderComparison {
  static final long START = 1_767_225_600_000L; // 2026-01-01T00:00:00Z
  static final long COMMIT_MILLIS = 300_000;

  /** A year's forces take longer than all the rest, and are not what is measured there. */
  static final long FILLING_MILLIS = 3_600_000;

  static final int SENSORS = 10;
  static final long DAY = 86_400_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RecorderComparison() {}

  /** One way to record; times in milliseconds. */
  interface Subject {
    void add(int sensor, long time, double value) throws Exception;

    /** What has come since the last commit is on disk when it returns. */
    void commit(long now) throws Exception;

    /** Opens it anew, as after a restart. */
    void reopen(long now) throws Exception;

    /** Lowest, mean and highest of a thousand steps; how many have something in them. */
    int ask(int sensor, long from, long to) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[2]);
    Files.createDirectories(folder);
    int number = Integer.parseInt(arguments[3]);
    boolean isYear = !arguments[1].equals("bytes");
    int sensors = isYear ? number : SENSORS;
    long commit = isYear ? FILLING_MILLIS : COMMIT_MILLIS;
    Subject subject =
        switch (arguments[0]) {
          case "hearth" -> new RecorderOfHearth(folder, START, commit);
          case "sqlite" -> new RecorderOfSqlite(folder);
          case "rrd4j" ->
              isYear
                  ? RecorderOfRrd4j.unforced(folder, sensors, START)
                  : RecorderOfRrd4j.forced(folder, sensors, START);
          default -> throw new IllegalArgumentException("no recorder is called " + arguments[0]);
        };
    if (isYear) {
      year(subject, arguments[0], sensors, folder);
    } else {
      bytes(subject, arguments[0], number);
    }
    System.exit(0);
  }

  private static void bytes(Subject subject, String name, int hours) throws Exception {
    new Feed(subject, SENSORS, COMMIT_MILLIS).run(START, START + hours * DAY / 24, 10_000);
    System.out.printf(Locale.ROOT, "| %s | resident %d MB |%n", name, resident());
  }

  private static void year(Subject subject, String name, int sensors, Path folder)
      throws Exception {
    Feed feed = new Feed(subject, sensors, FILLING_MILLIS);
    long end = START + 365 * DAY;
    feed.run(START, end - 2 * DAY, 300_000);
    feed.run(end - 2 * DAY, end, 10_000);
    long opened = THREADS.getCurrentThreadCpuTime();
    subject.reopen(end);
    opened = THREADS.getCurrentThreadCpuTime() - opened;
    System.out.printf(
        Locale.ROOT,
        "| %s, %d sensors | open %d ms | day %s | month %s | year %s | %d MB on disk |%n",
        name,
        sensors,
        opened / 1_000_000,
        times(subject, end - DAY, end),
        times(subject, end - 31 * DAY, end),
        times(subject, end - 365 * DAY, end),
        size(folder) >> 20);
  }

  /**
   * The first, and the median of those that follow: the processor's time of the thread, which a
   * busy machine spoils least.
   */
  private static String times(Subject subject, long from, long to) throws Exception {
    long[] nanos = new long[31];
    for (int i = 0; i < nanos.length; i++) {
      long before = THREADS.getCurrentThreadCpuTime();
      if (subject.ask(3, from, to) < 100) {
        throw new IllegalStateException("there is no answer");
      }
      nanos[i] = THREADS.getCurrentThreadCpuTime() - before;
    }
    long first = nanos[0];
    Arrays.sort(nanos);
    return first / 1_000_000 + ", then " + nanos[nanos.length / 2] / 1_000_000 + " ms";
  }

  /** Temperatures that wander, a few milliseconds early or late. */
  private static final class Feed {
    private final Subject subject;
    private final double[] values;
    private final long commitMillis;
    private final Random random = new Random(1);

    Feed(Subject subject, int sensors, long commitMillis) {
      this.subject = subject;
      this.commitMillis = commitMillis;
      this.values = new double[sensors];
    }

    void run(long from, long to, long every) throws Exception {
      long commit = from + commitMillis;
      for (long time = from; time < to; time += every) {
        for (int sensor = 0; sensor < values.length; sensor++) {
          values[sensor] += (random.nextInt(3) - 1) / 10.0;
          double value = Math.round((20 + values[sensor]) * 10) / 10.0;
          subject.add(sensor, time + sensor * 7 + random.nextInt(5), value);
        }
        if (time + every >= commit) {
          subject.commit(time + every);
          commit += commitMillis;
        }
      }
    }
  }

  private static long resident() throws IOException {
    System.gc();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
      }
    }
    return 0;
  }

  private static long size(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
