package hearth.broker.recorder;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.io.file.Folders;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Takes readings and states, keeps them until the next commit, and makes the rows of each hour. On
 * the loop's thread; nothing here waits for the disk.
 *
 * <pre>
 *   CLOSED ─open─► OPENING ─► OPEN ─close─► ENDED     readings are taken in all states but the last
 *                     ▲ │
 *                     └─┘ the folder cannot be had: tried again at the next commit
 *
 *   add ─► TimelessQueue ─► CommitBuffer ─┬─ readings ─► RecorderLog ─► a folder each week
 *          until the clock      │         └─ changes ──┐
 *          is set               └► OpenHour ── rows ───┴► RecorderLog ─► a folder each month
 *                                  RowMender ─────────────┘ of late readings
 * </pre>
 */
public final class Recorder {
  private enum State {
    CLOSED,
    OPENING,
    OPEN,
    ENDED
  }

  /** Clocks of two machines differ a little. */
  private static final long MAX_AHEAD_MILLIS = 60_000;

  private final EventLoop loop;
  private final RecorderSettings settings;
  private final Executor worker;
  private final Account account;
  private final RecorderFiles files;
  private final RecorderClock clock;
  private final SeriesTable table;
  private final RecorderLog readings;
  private final RecorderLog means;
  private final TimelessQueue timeless = new TimelessQueue();
  private final CommitBuffer buffer;
  private final RowMender mender;
  private final OpenHour openHour;
  private final RecorderFolders folders;

  private State state = State.CLOSED;
  private Timer commit;

  /** Late readings that came too late, or from the future. */
  private long misdated;

  /** What is held for what announces itself. */
  private long announcedBytes;

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
    this.account = account;
    this.files = new RecorderFiles(folders);
    this.clock = new RecorderClock(loop.clock(), isClockSet);
    this.table = new SeriesTable(settings.series(), account);
    BackgroundTasks tasks = new BackgroundTasks(loop, worker);
    this.readings = new RecorderLog(settings.series() * CommitBuffer.READINGS_OF_DAY, this::saved);
    this.means = new RecorderLog(settings.series() * CommitBuffer.CHANGES_OF_DAY, this::measure);
    this.buffer = new CommitBuffer(table, readings, means);
    this.mender = new RowMender(files, tasks, means, this::mend);
    this.openHour = new OpenHour(table, means, mender);
    this.folders = new RecorderFolders(files, settings, tasks, loop, worker, salts);
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
      wait(new TimelessQueue.Timeless(nanos(), series, reading, null, null));
    } else {
      put(series, reading, now);
    }
  }

  /** A reading that was taken earlier and comes only now. */
  void addLate(Series series, Decimal reading, long time) {
    long now = now();
    if (now == RecorderClock.UNKNOWN
        || time - now > MAX_AHEAD_MILLIS
        || now - time > settings.keep().toMillis()) {
      misdated++;
      return;
    }
    long at = Math.min(time, now);
    schedule();
    openHour.enter(now);
    if (openHour.has(at) && at >= series.lastTime()) {
      put(series, reading, at);
      return;
    }
    buffer.addLate(series, reading, at);
    openHour.add(series, at, reading.value());
    commitIfLarge();
  }

  private void put(Series series, Decimal reading, long time) {
    openHour.enter(time);
    buffer.add(series, reading, time);
    openHour.add(series, time, reading.value());
    commitIfLarge();
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
      wait(new TimelessQueue.Timeless(nanos(), series, null, newState, by));
    } else {
      buffer.add(series, new Records.Change(series.number(), now, newState, by));
      commitIfLarge();
    }
  }

  /** Somebody says who caused the state that a series has now: it stands there, if not written. */
  void cause(Series series, String newState, String by) {
    if (!buffer.explain(series, newState, by)) {
      series.cause(by, newState);
    }
  }

  // ---- time

  /** What time it is; what waited for that gets its time. */
  private long now() {
    long now = clock.now();
    if (now == RecorderClock.UNKNOWN) {
      return now;
    }
    if (readings.today(now) | means.today(now)) {
      table.all().forEach(Series::beginDay);
    }
    if (!timeless.isEmpty()) {
      long nanos = nanos();
      List<TimelessQueue.Timeless> waited = timeless.takeAll();
      measure();
      for (TimelessQueue.Timeless each : waited) {
        long time = now - (nanos - each.nanos()) / 1_000_000;
        if (each.reading() != null) {
          put(each.series(), each.reading(), time);
        } else {
          buffer.add(
              each.series(),
              new Records.Change(each.series().number(), time, each.state(), each.by()));
          commitIfLarge();
        }
      }
    }
    return now;
  }

  private long nanos() {
    return loop.clock().nanoTime();
  }

  private void wait(TimelessQueue.Timeless what) {
    timeless.add(what);
    measure();
  }

  // ---- commits

  private void schedule() {
    if (commit == null && state != State.ENDED) {
      commit = loop.schedule(settings.commitInterval().toNanos(), this::commitNow);
    }
  }

  private void commitIfLarge() {
    if (buffer.isFull()) {
      commit();
    } else {
      measure();
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
        || mender.hasWork()
        || state != State.OPEN
        || openHour.isOpen();
  }

  /** Takes everything to the disk that can go there. */
  void commit() {
    long now = now();
    if (now == RecorderClock.UNKNOWN) {
      return;
    }
    openHour.leave(now);
    buffer.write();
    mender.committed();
    if (state == State.CLOSED) {
      open(now);
    } else if (state == State.OPEN) {
      writeNames();
      readings.flush();
      if (!means.mayWait() || openHour.isQuiet(now) || readings.leavesOut()) {
        means.flush();
      }
      turn(readings, Folder.Part.READINGS.at(now));
      turn(means, Folder.Part.MEANS.at(now));
      folders.deleteOld(now, clock.steadyMillis());
    }
    measure();
  }

  private void writeNames() {
    byte[] names = table.takeUnnamed();
    if (names.length > 0) {
      readings.add(Records.NAMES, names);
      means.add(Records.NAMES, names);
    }
  }

  private void saved() {
    measure();
    mend();
  }

  private void mend() {
    if (state == State.OPEN && readings.waiting() == 0) {
      mender.mend();
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
    folders.open(
        now,
        this::opened,
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
    openHour.take(start, clock.now());
    start.ends().forEach(buffer::add);
    table.forgetNamed();
    commit();
  }

  private void turn(RecorderLog log, Folder next) {
    folders.turn(
        log,
        next,
        opened -> {
          if (state == State.ENDED) {
            opened.close(failure -> {});
          } else {
            log.open(next, opened);
            begin(log);
          }
        });
  }

  /** A folder can be read without the one before. */
  private void begin(RecorderLog log) {
    byte[] names = table.names();
    if (names.length > 0) {
      log.add(Records.NAMES, names);
    }
    if (log == means) {
      buffer.repeatStates(clock.now());
    }
    log.flush();
    schedule();
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
    buffer.addUnsaved(series, all);
    if (series != null) {
      openHour.addUnsaved(series, all);
    }
    return all;
  }

  /** Bytes of disk blocks written since the start. */
  public long bytesWritten() {
    return readings.bytesWritten() + means.bytesWritten();
  }

  /** Readings and records that are lost: no time, no room, no disk. */
  public long lost() {
    return misdated + timeless.dropped() + readings.lost() + means.lost();
  }

  private void measure() {
    long waiting = readings.waiting() + means.waiting() + timeless.memory() + buffer.memory();
    account.set(Kind.RECORDED, table.memory() + waiting + announcedBytes);
  }

  /** Writes everything and ends; all that is recorded ends now. */
  public void close(Runnable closed) {
    long now = now();
    if (now != RecorderClock.UNKNOWN) {
      buffer.end(now);
      buffer.write();
    }
    if (state == State.OPEN) {
      commit();
      means.flush();
    }
    state = State.ENDED;
    if (commit != null) {
      commit.cancel();
      commit = null;
    }
    readings.close(() -> means.close(closed));
  }
}
