package hearth.broker.recorder;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.io.file.Folders;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.tinylog.Logger;

/**
 * Takes readings and states, keeps them until the next commit, and makes the rows of each hour. On
 * the loop's thread; nothing here waits for the disk.
 *
 * <pre>
 *   CLOSED ─open─► OPENING ─► OPEN ─close─► ENDED     readings are taken in all states but the last
 *                     ▲ │
 *                     └─┘ the folder cannot be had: tried again at the next commit
 * </pre>
 */
public final class Recorder {
  /** Readings that came before anybody knew what time it is. */
  static final int MOST_TIMELESS = 5000;

  /** So much is committed before its time, so that memory stays small. */
  private static final int MOST_GATHERED = 48 << 10;

  /** Whoever set the clock may be wrong, too: nothing is deleted on its word alone. */
  private static final long STEADY_BEFORE_DELETING = Records.HOUR_MILLIS;

  private static final int TIMELESS_BYTES = 64;

  private enum State {
    CLOSED,
    OPENING,
    OPEN,
    ENDED
  }

  /** What came while the clock was not set. */
  private record Timeless(long nanos, Series series, Decimal reading, String state, String by) {}

  private final EventLoop loop;
  private final RecorderSettings settings;
  private final Executor worker;
  private final LongSupplier salts;
  private final Account account;
  private final RecorderFiles files;
  private final RecorderClock clock;
  private final SeriesTable table;
  private final RecorderLog readings = new RecorderLog(this::mend);
  private final RecorderLog means = new RecorderLog(() -> {});
  private final Deque<Timeless> timeless = new ArrayDeque<>();
  private final Set<Long> mended = new TreeSet<>();
  private final List<Records.Change> changes = new ArrayList<>();

  private State state = State.CLOSED;
  private Timer commit;
  private boolean turns;
  private boolean mends;
  private boolean deletes;
  private int gathered;
  private long dropped;

  /** What is held for what announces itself. */
  private long announcedBytes;

  /** The hour whose rows are in memory, and the last that has been closed. */
  private long hour = Long.MIN_VALUE;

  private long lastClosed = Long.MIN_VALUE;
  private long lastDeletion = Long.MIN_VALUE;
  private boolean failureTold;

  /**
   * One that records nothing yet.
   *
   * @param folders where it is all kept
   * @param worker runs one task after the other, which may block
   * @param salts random numbers
   * @param isClockSet whether the wall clock can be believed
   * @param account below which it holds memory
   */
  public Recorder(
      EventLoop loop,
      RecorderSettings settings,
      Folders folders,
      Executor worker,
      LongSupplier salts,
      BooleanSupplier isClockSet,
      Account account) {
    this.loop = loop;
    this.settings = settings;
    this.worker = worker;
    this.salts = salts;
    this.account = account;
    this.files = new RecorderFiles(folders);
    this.clock = new RecorderClock(loop.clock(), isClockSet);
    this.table = new SeriesTable(settings.series(), account);
  }

  // ---- what is recorded

  /** The series of a topic, made where there is none; null where there are too many. */
  Series series(String topic, SeriesKind kind, String unit) {
    return table.find(topic, kind, unit);
  }

  /** Why so many bytes more may not be held, null where they may. */
  String whyNot(int bytes) {
    return account.whyNot(Kind.RECORDED, bytes);
  }

  /** Counts bytes that are held from now on. */
  void charge(int bytes) {
    announcedBytes += bytes;
    account.charge(Kind.RECORDED, bytes);
  }

  /** Counts bytes that are held no longer. */
  void release(int bytes) {
    announcedBytes -= bytes;
    account.release(Kind.RECORDED, bytes);
  }

  SeriesTable table() {
    return table;
  }

  /** A reading that was taken now. */
  void add(Series series, Decimal reading) {
    schedule();
    long now = now();
    if (now == RecorderClock.UNKNOWN) {
      wait(new Timeless(loop.clock().nanoTime(), series, reading, null, null));
    } else {
      enter(now);
      put(series, reading, now);
    }
  }

  /** A reading that was taken earlier and comes only now. */
  void addLate(Series series, Decimal reading, long time) {
    long now = now();
    if (now == RecorderClock.UNKNOWN || time > now || now - time > settings.keep().toMillis()) {
      dropped++;
      return;
    }
    schedule();
    enter(now);
    if (Records.hourOf(time) == hour && time >= series.lastTime()) {
      put(series, reading, time);
      return;
    }
    Readings alone = new Readings();
    digits(series, reading);
    alone.add(time, reading.value(), series.digits());
    Varints record = Records.begin(time, time + Readings.MILLIS - 1);
    alone.writeTo(record, series.number(), time);
    readings.add(Records.READINGS, record.toBytes());
    if (Records.hourOf(time) == hour) {
      series.slot(time).add(time, reading.value());
    } else {
      mended.add(Records.hourOf(time));
    }
    measure();
  }

  /**
   * A state that began now; nothing where it is the one there was.
   *
   * @param newState empty where nobody knows any more
   * @param by who caused it, or empty
   */
  void change(Series series, String newState, String by) {
    if (newState.equals(series.state())) {
      return;
    }
    schedule();
    series.state(newState);
    long now = now();
    if (now == RecorderClock.UNKNOWN) {
      wait(new Timeless(loop.clock().nanoTime(), series, null, newState, by));
    } else {
      change(new Records.Change(series.number(), now, newState, by));
    }
  }

  private void change(Records.Change change) {
    changes.add(change);
    gathered += change.state().length() + change.by().length() + 16;
    commitIfLarge();
  }

  /** Somebody says who caused the state that a series has now: it stands there, if not written. */
  void cause(Series series, String newState, String by) {
    for (int i = changes.size() - 1; i >= 0; i--) {
      Records.Change change = changes.get(i);
      if (change.series() == series.number()) {
        if (change.state().equals(newState)) {
          changes.set(i, new Records.Change(change.series(), change.time(), newState, by));
          return;
        }
        break;
      }
    }
    series.cause(by, newState);
  }

  private void put(Series series, Decimal reading, long time) {
    digits(series, reading);
    Readings packed = series.readings();
    int before = packed.length();
    packed.add(time, reading.value(), series.digits());
    gathered += packed.length() - before;
    series.slot(time).add(time, reading.value());
    series.lastTime(time);
    series.state("?");
    commitIfLarge();
  }

  /** Readings with more digits than those before begin anew. */
  private void digits(Series series, Decimal reading) {
    boolean isRaw = !Decimal.fits(reading.value(), Math.max(series.digits(), reading.digits()));
    Decimal as = isRaw ? new Decimal(reading.value(), Decimal.RAW) : reading;
    if (!series.readings().takes(as) || series.digits() < as.digits()) {
      writeReadings();
      series.digits(Math.max(series.digits(), as.digits()));
      series.named(false);
    }
  }

  // ---- time

  /** What time it is; what waited for that gets its time. */
  private long now() {
    long now = clock.now();
    if (now != RecorderClock.UNKNOWN && !timeless.isEmpty()) {
      long nanos = loop.clock().nanoTime();
      List<Timeless> waited = List.copyOf(timeless);
      timeless.clear();
      measure();
      for (Timeless each : waited) {
        long time = now - (nanos - each.nanos()) / 1_000_000;
        if (each.reading() != null) {
          enter(time);
          put(each.series(), each.reading(), time);
        } else {
          change(new Records.Change(each.series().number(), time, each.state(), each.by()));
        }
      }
    }
    return now;
  }

  private void wait(Timeless what) {
    timeless.add(what);
    if (timeless.size() > MOST_TIMELESS) {
      timeless.remove();
      if (dropped++ == 0) {
        Logger.warn(
            "The clock of this machine is not set, and {} readings wait for it: the oldest are"
                + " dropped. Give it a network, or a clock with a battery",
            MOST_TIMELESS);
      }
    }
    measure();
  }

  /** The rows of another hour begin where it is one. */
  private void enter(long time) {
    long now = Records.hourOf(time);
    if (now != hour) {
      closeHour();
      hour = now;
    }
  }

  /** Writes the rows of the hour that is over; those of one that was closed before are mended. */
  private void closeHour() {
    if (hour == Long.MIN_VALUE) {
      return;
    }
    boolean again = hour <= lastClosed;
    HourRecords rows = new HourRecords(hour);
    boolean any = false;
    for (Series series : table.all()) {
      if (series.slots() != null) {
        any = true;
        rows.add(series.number(), series.digits(), series.slots());
        series.dropSlots();
      }
    }
    if (again && any) {
      mended.add(hour);
    } else {
      rows.giveTo(means::add);
      lastClosed = hour;
    }
  }

  // ---- commits

  private void schedule() {
    if (commit == null && state != State.ENDED) {
      commit = loop.schedule(settings.commitInterval().toNanos(), this::commitNow);
    }
  }

  private void commitIfLarge() {
    if (gathered >= MOST_GATHERED) {
      commit();
    }
  }

  private void commitNow() {
    commit = null;
    commit();
    if (state != State.ENDED && hasWork()) {
      schedule();
    }
  }

  /** Whether time alone brings something to do. */
  private boolean hasWork() {
    return readings.waiting() + means.waiting() > 0
        || !timeless.isEmpty()
        || !mended.isEmpty()
        || state != State.OPEN
        || table.all().stream().anyMatch(series -> series.slots() != null);
  }

  /** Takes everything to the disk that can go there. */
  void commit() {
    long now = now();
    if (now == RecorderClock.UNKNOWN) {
      return;
    }
    if (hour != Long.MIN_VALUE && Records.hourOf(now) != hour) {
      enter(now);
    }
    writeReadings();
    writeChanges();
    if (state == State.CLOSED) {
      open(now);
    } else if (state == State.OPEN) {
      names(false);
      readings.flush();
      means.flush();
      turnFolders(now);
      deleteOld(now);
    }
    measure();
  }

  private void writeReadings() {
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (Series series : table.all()) {
      if (series.readings().count() > 0) {
        from = Math.min(from, series.readings().firstMillis());
        to = Math.max(to, series.lastTime());
      }
    }
    if (from == Long.MAX_VALUE) {
      return;
    }
    Varints record = Records.begin(from, Math.max(from, to));
    for (Series series : table.all()) {
      if (series.readings().count() > 0) {
        series.readings().writeTo(record, series.number(), from);
        series.readings().clear();
      }
    }
    readings.add(Records.READINGS, record.toBytes());
    gathered = 0;
  }

  private void writeChanges() {
    if (changes.isEmpty()) {
      return;
    }
    means.add(Records.CHANGES, changesRecord());
    changes.clear();
  }

  private byte[] changesRecord() {
    long from = changes.stream().mapToLong(Records.Change::time).min().orElse(0);
    long to = changes.stream().mapToLong(Records.Change::time).max().orElse(0);
    Varints record = Records.begin(from, to);
    changes.forEach(change -> change.writeTo(record, from));
    return record.toBytes();
  }

  /** Names that the folders do not have yet, or all of them. */
  private void names(boolean all) {
    Varints record = new Varints(256);
    for (Series series : table.all()) {
      if (all || !series.isNamed()) {
        series.name().writeTo(record);
        series.named(true);
      }
    }
    if (record.length() > 0) {
      readings.add(Records.NAMES, record.toBytes());
      means.add(Records.NAMES, record.toBytes());
    }
  }

  // ---- folders

  /** Opens the folders at the next commit or, where the clock is set, now. */
  public void open() {
    long now = now();
    if (now == RecorderClock.UNKNOWN) {
      schedule();
    } else {
      open(now);
    }
  }

  private void open(long now) {
    state = State.OPENING;
    inBackground(
        () -> {
          RecorderStart start = new RecorderStart(now);
          start.open(
              files,
              (folder, listener) ->
                  files.open(folder, loop, worker, salts, settings.log(), listener));
          return () -> opened(start);
        },
        () -> {
          state = State.CLOSED;
          schedule();
        });
  }

  private void opened(RecorderStart start) {
    if (state == State.ENDED) {
      start.means.close(failure -> {});
      start.readings.close(failure -> {});
      return;
    }
    state = State.OPEN;
    readings.open(start.readingsFolder, start.readings);
    means.open(start.meansFolder, start.means);
    table.known(start.names.values());
    start.missing.forEach(record -> means.add(record.type, record.payload));
    takeHour(start);
    endsOf(start);
    names(true);
    commit();
  }

  /** Of this hour's rows those from before the start. */
  private void takeHour(RecorderStart start) {
    long of = Records.hourOf(clock.now());
    if (start.thisHour.isEmpty()) {
      return;
    }
    enter(clock.now());
    start.thisHour.forEach(
        (number, rows) -> {
          Records.Name name = start.names.get(number);
          Series series = name == null ? null : series(name.topic(), name.kind(), name.unit());
          if (series != null) {
            series.digits(Math.max(series.digits(), rows.digits));
            for (int slot = 0; slot < Rows.SLOTS; slot++) {
              if (rows.rows[slot] != null) {
                long time = of * Records.HOUR_MILLIS + slot * Records.FIVE_MINUTES_MILLIS;
                series.slot(time).add(rows.rows[slot]);
              }
            }
          }
        });
  }

  /** What nobody recorded is a gap: from the last that was written to now. */
  private void endsOf(RecorderStart start) {
    if (start.lastTime == Long.MIN_VALUE) {
      return;
    }
    for (Records.Name name : start.names.values()) {
      changes.add(new Records.Change(name.series(), start.lastTime + 1, "", ""));
    }
  }

  private void turnFolders(long now) {
    turn(readings, Folder.Part.READINGS.at(now));
    turn(means, Folder.Part.MEANS.at(now));
  }

  private void turn(RecorderLog log, Folder next) {
    if (turns || next.equals(log.folder())) {
      return;
    }
    turns = true;
    inBackground(
        () -> {
          var opened =
              files.open(next, loop, worker, salts, settings.log(), new RecorderStart.Silent());
          return () -> {
            turns = false;
            if (state == State.ENDED) {
              opened.close(failure -> {});
            } else {
              log.open(next, opened);
              begin(log);
            }
          };
        },
        () -> turns = false);
  }

  /** A folder can be read without the one before. */
  private void begin(RecorderLog log) {
    Varints record = new Varints(256);
    table.all().forEach(series -> series.name().writeTo(record));
    if (record.length() > 0) {
      log.add(Records.NAMES, record.toBytes());
    }
    if (log == means) {
      long now = clock.now();
      for (Series series : table.all()) {
        if (series.kind() == SeriesKind.STATE && !series.state().isEmpty()) {
          changes.add(new Records.Change(series.number(), now, series.state(), series.cause()));
        }
      }
      writeChanges();
    }
    log.flush();
    schedule();
  }

  private void deleteOld(long now) {
    boolean due = lastDeletion == Long.MIN_VALUE || now - lastDeletion > Records.DAY_MILLIS / 4;
    if (deletes || !due || clock.steadyMillis() < STEADY_BEFORE_DELETING) {
      return;
    }
    deletes = true;
    lastDeletion = now;
    inBackground(
        () -> {
          files.deleteOld(Folder.Part.READINGS, now, settings.keep().toMillis());
          files.deleteOld(Folder.Part.MEANS, now, settings.keepMeans().toMillis());
          return () -> deletes = false;
        },
        () -> deletes = false);
  }

  /** Makes the rows of hours again that late readings belong to. */
  private void mend() {
    if (mended.isEmpty() || mends || state != State.OPEN) {
      return;
    }
    mends = true;
    Set<Long> hours = new TreeSet<>();
    mended.stream().limit(RebuiltRows.MOST_HOURS).forEach(hours::add);
    mended.removeAll(hours);
    inBackground(
        () -> {
          Map<Long, Map<Integer, RebuiltRows.OfSeries>> rows = new RebuiltRows(hours).read(files);
          return () -> {
            mends = false;
            rows.forEach((each, all) -> RebuiltRows.write(each, all, means::add));
            means.flush();
          };
        },
        () -> {
          mends = false;
          mended.addAll(hours);
        });
  }

  /** Something that blocks; what it returns runs on the loop. */
  @FunctionalInterface
  private interface Background {
    Runnable run() throws IOException;
  }

  private void inBackground(Background task, Runnable failed) {
    Runnable work =
        () -> {
          Runnable then = failed;
          try {
            then = task.run();
          } catch (IOException e) {
            loop.execute(() -> tell(e));
          } finally {
            loop.execute(then);
          }
        };
    try {
      worker.execute(work);
    } catch (RejectedExecutionException e) {
      failed.run(); // there is no thread now; the next commit asks again
    }
  }

  private void tell(IOException failure) {
    if (!failureTold) {
      failureTold = true;
      Logger.error(
          "The recorder cannot use its folder: {}; it is tried again at each commit, and what comes"
              + " meanwhile waits in memory",
          failure.getMessage());
    }
  }

  // ---- what is asked

  RecorderFiles files() {
    return files;
  }

  Executor worker() {
    return worker;
  }

  RecorderSettings settings() {
    return settings;
  }

  /** The time for questions. */
  long time() {
    return now();
  }

  /** What is not on disk for certain: records, and what would be in the next. */
  List<RecorderLog.Unsaved> unsaved(Series series) {
    List<RecorderLog.Unsaved> all = readings.unsaved();
    all.addAll(means.unsaved());
    if (!changes.isEmpty()) {
      all.add(new RecorderLog.Unsaved(Records.CHANGES, changesRecord()));
    }
    if (series == null) {
      return all;
    }
    if (series.readings().count() > 0) {
      long from = series.readings().firstMillis();
      Varints record = Records.begin(from, Math.max(from, series.lastTime()));
      series.readings().writeTo(record, series.number(), from);
      all.add(new RecorderLog.Unsaved(Records.READINGS, record.toBytes()));
    }
    if (series.slots() != null) {
      new HourRecords(hour)
          .add(series.number(), series.digits(), series.slots())
          .giveTo((type, payload) -> all.add(new RecorderLog.Unsaved(type, payload)));
    }
    return all;
  }

  /** Bytes of disk blocks written since the start. */
  public long bytesWritten() {
    return readings.bytesWritten() + means.bytesWritten();
  }

  /** Readings and records that are lost: no time, no room, no disk. */
  public long lost() {
    return dropped + readings.lost() + means.lost();
  }

  private void measure() {
    long names = 0;
    for (Series series : table.all()) {
      names += Series.memory(series.topic());
    }
    long bytes = readings.waiting() + means.waiting() + (long) timeless.size() * TIMELESS_BYTES;
    account.set(Kind.RECORDED, names + bytes + announcedBytes);
  }

  /** Writes everything and ends; all that is recorded ends now. */
  public void close(Runnable closed) {
    long now = now();
    if (now != RecorderClock.UNKNOWN && state == State.OPEN) {
      for (Series series : table.all()) {
        if (!series.state().isEmpty()) {
          changes.add(new Records.Change(series.number(), now, "", ""));
        }
      }
      commit();
    }
    state = State.ENDED;
    if (commit != null) {
      commit.cancel();
      commit = null;
    }
    readings.close(() -> means.close(closed));
  }
}
