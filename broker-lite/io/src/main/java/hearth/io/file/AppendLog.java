package hearth.io.file;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * An append-only journal of records in numbered segments (the bytes: {@link RecordFormat}). Records
 * are appended on the loop's thread, which never waits; one journal thread writes and forces, and
 * what gathers while one force runs goes into the next. Whoever asked for it hears on the loop.
 *
 * <pre>
 *   loop       append ─► gathering batch ─┐             ┌─► completions
 *   journal                               └─ write, force ┘
 * </pre>
 *
 * <p>Compaction is the owner's: it begins one, appends what is live again, in steps as small as it
 * likes and between other appends, and ends it; then the segments of before are deleted. At any
 * moment of it the log holds everything, some of it twice: applying a record again must do no harm.
 *
 * <p>When the disk fails, appends fail through their completion; the segment is cut behind its last
 * good record, and a new one is tried at most once a second, by the next append. A failed append
 * may or may not be there after a restart.
 */
public final class AppendLog {
  /** How long after a failure appends fail at once, without trying the disk. */
  static final long RETRY_NANOS = 1_000_000_000L;

  /** How long after the system had no thread to write it is asked again. */
  static final long THREAD_RETRY_NANOS = 100_000_000L;

  private static final byte[] NOTHING = {};

  /** Records that need no force are passed on when so many bytes have gathered. */
  private static final int GATHERED_BYTES = 64 * 1024;

  /**
   * Sizes and times of a log.
   *
   * @param segmentBytes a new segment is begun when one is as long
   * @param preallocateBytes zeros are written ahead in such steps
   * @param intervalNanos how long {@link Durability#INTERVAL} waits at most
   * @param bufferBytes what is written at once; held outside of the heap from the first write on
   */
  public record Settings(
      long segmentBytes, int preallocateBytes, long intervalNanos, int bufferBytes) {
    /** 4 MB, 64 KB and 5 s. */
    public static final Settings DEFAULT = new Settings(4 << 20, 64 << 10, 5_000_000_000L);

    /** With the buffer of a log that much is written to, 64 KB. */
    public Settings(long segmentBytes, int preallocateBytes, long intervalNanos) {
      this(segmentBytes, preallocateBytes, intervalNanos, 64 << 10);
    }

    /** The same with other steps of what is written ahead. */
    public Settings ahead(int bytes) {
      return new Settings(segmentBytes, bytes, intervalNanos, bufferBytes);
    }
  }

  /** Called on the loop's thread, once for each append, in their order. */
  @FunctionalInterface
  public interface Completion {
    /**
     * The append has come to its end.
     *
     * @param failure null where the record is as durable as it was asked to be
     */
    void done(IOException failure);

    /** So many appends in a row, all with this completion, have come to their end. */
    default void done(int appends, IOException failure) {
      for (int i = 0; i < appends; i++) {
        done(failure);
      }
    }
  }

  private final EventLoop loop;
  private final Executor journal;
  private final Settings settings;
  private final JournalWriter writer;
  private final Runnable submission = this::turnEnds;

  /** Guards the two fields below; all else belongs to one thread. */
  private final Object lock = new Object();

  /** What the journal thread takes next; null where it has all. */
  private Batch submitted;

  private boolean working;

  private Batch gathering = new Batch();
  private Batch spare;
  private boolean submits;
  private long pendingBytes;
  private boolean lazyWaits;
  private boolean intervalWaits;
  private boolean compacting;
  private boolean closed;

  /**
   * Reads a log and makes it ready for appending. Blocks; call it before the loop runs.
   *
   * @param journal runs one task after the other on a thread of its own; where it refuses one for
   *     want of that thread, it is asked again
   * @param salts random numbers, one a segment
   * @param listener hears of what is there, within this call
   * @throws NewerVersionException where a newer version wrote it; nothing was changed
   * @throws IOException where the directory cannot be read at all
   */
  public static AppendLog open(
      Disk disk,
      EventLoop loop,
      Executor journal,
      LongSupplier salts,
      Settings settings,
      RecoveryListener listener)
      throws IOException {
    Recovery recovery = new Recovery(disk, listener);
    recovery.run();
    JournalWriter writer = new JournalWriter(disk, loop.clock(), salts, settings, recovery);
    return new AppendLog(loop, journal, settings, writer);
  }

  private AppendLog(EventLoop loop, Executor journal, Settings settings, JournalWriter writer) {
    this.loop = loop;
    this.journal = journal;
    this.settings = settings;
    this.writer = writer;
  }

  /**
   * Appends a record. On the loop's thread; never blocks.
   *
   * @param type 1 to 255
   * @param payload copied
   * @param done may be null where nobody waits
   */
  public void append(int type, byte[] payload, Durability durability, Completion done) {
    append(type, payload, payload.length, NOTHING, durability, done);
  }

  /** As the first, with a payload in two parts. */
  public void append(int type, byte[] head, byte[] body, Durability durability, Completion done) {
    append(type, head, head.length, body, durability, done);
  }

  /** As the first, with a payload that does not fill its array. */
  public void append(int type, byte[] payload, int length, Durability durability, Completion done) {
    append(type, payload, length, NOTHING, durability, done);
  }

  private void append(
      int type, byte[] head, int headLength, byte[] body, Durability durability, Completion done) {
    if (type < 1 || type > RecordFormat.HIGHEST_TYPE) {
      throw new IllegalArgumentException("a record's type is a number from 1 to 255, not " + type);
    }
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
    int gathered = gathering.add(type, head, headLength, body, done);
    pendingBytes += RecordFormat.RECORD_HEADER_BYTES + headLength + body.length;
    if (durability == Durability.FORCED) {
      gathering.force = true;
      submit();
    } else {
      waitForInterval(durability);
      if (gathered >= GATHERED_BYTES) {
        submit();
      }
    }
  }

  /** Bytes appended and not yet at their end: what the owner slows its publishers down by. */
  public long pendingBytes() {
    return pendingBytes;
  }

  /** Bytes of all segments' records: what compaction makes less. From any thread. */
  public long sizeBytes() {
    return writer.sizeBytes();
  }

  /** Bytes of the disk blocks that were written since the log was opened. From any thread. */
  public long bytesWritten() {
    return writer.bytesWritten();
  }

  /** Why the last attempt to write failed; null while writing works. From any thread. */
  public IOException failure() {
    return writer.failure();
  }

  /**
   * Begins a compaction: records appended from now on stay when it ends. Now everything live is to
   * be appended again, in whatever steps, and then {@link #endCompaction} called.
   */
  public void beginCompaction() {
    if (compacting) {
      throw new IllegalStateException("a compaction is under way");
    }
    compacting = true;
    gathering.beginsCompaction = true;
  }

  /** Whether one was begun and not yet ended. */
  public boolean isCompacting() {
    return compacting;
  }

  /**
   * Ends a compaction: forces everything and deletes the segments from before its beginning.
   *
   * @param done hears of a failure where any append since the beginning failed; then nothing was
   *     deleted, and another compaction is to be begun some time
   */
  public void endCompaction(Completion done) {
    if (!compacting) {
      throw new IllegalStateException("no compaction was begun");
    }
    gathering.endsCompaction = true;
    gathering.force = true;
    gathering.addLast(
        failure -> {
          compacting = false;
          done.done(failure);
        });
    submit();
  }

  /** Forces everything appended, whatever its durability. */
  public void force(Completion done) {
    gathering.force = true;
    gathering.addLast(done);
    submit();
  }

  /**
   * Forces everything, gives back space filled ahead, and closes the files, the disk's lock
   * included. Nothing may be appended after it.
   */
  public void close(Completion done) {
    closed = true;
    gathering.closes = true;
    gathering.addLast(done);
    submitGathered(); // whose thread it is may end it in this very turn
  }

  private void waitForInterval(Durability durability) {
    intervalWaits |= durability == Durability.INTERVAL;
    if (!lazyWaits) {
      lazyWaits = true;
      loop.schedule(settings.intervalNanos(), this::intervalOver);
    }
  }

  private void intervalOver() {
    lazyWaits = false;
    if (closed) {
      return;
    }
    gathering.force |= intervalWaits;
    intervalWaits = false;
    submit();
  }

  /** All that one turn of the loop appends goes into one force. */
  private void submit() {
    if (!submits) {
      submits = true;
      loop.atEndOfTurn(submission);
    }
  }

  private void turnEnds() {
    if (submits) {
      submitGathered();
    }
  }

  /** Has the journal thread take what is gathered, as soon as it is through with what it has. */
  private void submitGathered() {
    submits = false;
    boolean start;
    synchronized (lock) {
      if (submitted == null) {
        submitted = gathering;
        gathering = spare;
        spare = null;
      } else {
        submitted.addAll(gathering);
        gathering.reset();
      }
      start = !working;
      working = true;
    }
    if (gathering == null) {
      gathering = new Batch();
    }
    if (start) {
      start();
    }
  }

  /** Without a thread what is gathered waits, and whoever waits for it does. */
  private void start() {
    try {
      journal.execute(this::work);
    } catch (RejectedExecutionException e) {
      loop.schedule(THREAD_RETRY_NANOS, this::start);
    }
  }

  /** On the journal's thread: batch after batch until nothing more was submitted. */
  private void work() {
    for (Batch batch; (batch = takeBatch()) != null; ) {
      Batch stored = batch;
      writer.store(stored);
      loop.execute(() -> completed(stored));
    }
  }

  private Batch takeBatch() {
    synchronized (lock) {
      Batch batch = submitted;
      submitted = null;
      working = batch != null;
      return batch;
    }
  }

  /** Back on the loop: tells everybody, and keeps the batch's memory for another. */
  private void completed(Batch batch) {
    pendingBytes -= batch.length();
    if (batch.crash != null) {
      loop.report(batch.crash);
    }
    batch.complete(loop::report);
    batch.reset();
    spare = batch;
  }
}
