package hearth.broker;

import hearth.broker.journal.DurabilityRules;
import hearth.broker.journal.JournalReplay;
import hearth.broker.journal.StoreJournal;
import hearth.broker.session.Authority;
import hearth.broker.session.Journal;
import hearth.broker.sys.SystemTopics;
import hearth.io.file.AppendLog;
import hearth.io.file.Disk;
import hearth.io.file.PageFiles;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.SipHash;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.tinylog.Logger;

/**
 * A folder with the state of a broker: opened before the broker is made, attached to it before
 * anybody connects, closed after everybody has gone.
 */
public final class Store {
  private static final long NANOS_OF_A_DAY = Duration.ofDays(1).toNanos();

  /** Of less, nothing can be said of a year: it counts as so much. */
  private static final long FEWEST_NANOS = Duration.ofHours(1).toNanos();

  private final EventLoop loop;
  private final AppendLog log;
  private final StoreJournal journal;
  private JournalReplay state;
  private LocalDate today;
  private long writtenBefore;
  private final long started;

  private Store(EventLoop loop, AppendLog log, JournalReplay state, StoreJournal journal) {
    this.loop = loop;
    this.log = log;
    this.state = state;
    this.journal = journal;
    this.today = date();
    this.started = loop.clock().nanoTime();
  }

  /**
   * Reads what is there. Blocks; called before the loop runs. Damaged records are set aside and
   * told to the log; what is whole is served.
   *
   * @param journalThread runs one task after the other, off the loop
   * @param salts random numbers
   * @param flushNanos how long retained messages of QoS 0 are gathered
   * @param pagesThread runs one task after the other, off the loop: pages of queues are written and
   *     read beside the journal
   * @param queueMemory how many bytes of all queues may stay in memory, as limits count them
   * @throws IOException where the folder cannot be read, is in use, or was written by a newer
   *     version
   */
  public static Store open(
      Disk disk,
      EventLoop loop,
      Executor journalThread,
      LongSupplier salts,
      DurabilityRules rules,
      long flushNanos,
      Executor pagesThread,
      long queueMemory)
      throws IOException {
    JournalReplay state =
        new JournalReplay(
            loop.clock(), disk, queueMemory, new SipHash(salts.getAsLong(), salts.getAsLong()));
    AppendLog log =
        AppendLog.open(disk, loop, journalThread, salts, AppendLog.Settings.DEFAULT, state);
    PageFiles files = state.openPages(disk, loop, pagesThread);
    for (String damage : state.damages()) {
      Logger.error("The store has {}; everything else in it is served", damage);
    }
    state.forget(topic -> rules.of(topic) == DurabilityRules.Mode.OFF);
    Logger.info("The store holds {}", state);
    StoreJournal journal =
        new StoreJournal(loop, log, files, state, rules, flushNanos, queueMemory);
    return new Store(loop, log, state, journal);
  }

  /** What the broker is made with. */
  public Journal journal() {
    return journal;
  }

  /**
   * Gives the broker what the store holds.
   *
   * @param authority who there is and who may what
   */
  public void attach(Broker broker, Authority authority) {
    long liveBytes = (long) (log.sizeBytes() * state.liveShare());
    broker.restore(state, authority);
    broker.compact(journal, log, liveBytes);
    SystemTopics topics = broker.systemTopics();
    topics.add("store/bytes", journal::sizeBytes);
    topics.add("store/bytes/written today", this::writtenToday);
    topics.add("store/alert", this::alert);
    String damages = String.join("; ", state.damages());
    topics.add("store/damage", () -> damages);
    state = null; // as large as the store, and of no more use
  }

  /** Bytes on the disk. */
  public long bytes() {
    return journal.sizeBytes();
  }

  /** Bytes written since the start. */
  public long written() {
    return journal.bytesWritten();
  }

  /** Why it takes nothing now; empty where it does. */
  public String alert() {
    return journal.failure() == null ? "" : journal.failure();
  }

  /** What all that was written since the start makes in a year, where the rest is like it. */
  public long writtenInAYear() {
    long nanos = Math.max(1, loop.clock().nanoTime() - started);
    double years = Math.max(nanos, FEWEST_NANOS) / (365.0 * NANOS_OF_A_DAY);
    return (long) (journal.bytesWritten() / years);
  }

  /** Bytes written since midnight, or the start. */
  public long writtenToday() {
    long written = journal.bytesWritten();
    if (!date().equals(today)) {
      today = date();
      writtenBefore = written;
    }
    return written - writtenBefore;
  }

  private LocalDate date() {
    return LocalDate.ofInstant(loop.clock().wallTime(), ZoneId.systemDefault());
  }

  /**
   * Writes everything and closes the files.
   *
   * @param closed called on the loop's thread when that is done
   */
  public void close(Runnable closed) {
    journal.close(
        failure -> {
          if (failure != null) {
            Logger.error("The store was not closed in order: {}", failure.getMessage());
          }
          closed.run();
        });
  }
}
