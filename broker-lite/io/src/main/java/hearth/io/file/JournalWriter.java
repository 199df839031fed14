package hearth.io.file;

import hearth.io.loop.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/** The journal thread's side of a log: stores one batch after the other in segments. */
final class JournalWriter {
  private final Disk disk;
  private final Clock clock;
  private final LongSupplier salts;
  private final AppendLog.Settings settings;

  /** Everything is written through it; null until there is something to write. */
  private ByteBuffer buffer;

  /** Finished segments, oldest first. */
  private final ArrayDeque<Recovery.Segment> finished;

  private long lastNumber;

  /** The segment being written; null before the first batch and after a failure. */
  private SegmentWriter current;

  /** Segments with lower numbers go when the compaction ends; 0 while none is under way. */
  private long compactionFrom;

  private IOException failedSinceCompactionBegan;
  private long failedAt;
  private volatile IOException failure;

  /** Counted by the journal's thread alone. */
  private volatile long bytesWritten;

  private volatile long sizeBytes;

  JournalWriter(
      Disk disk, Clock clock, LongSupplier salts, AppendLog.Settings settings, Recovery recovery) {
    this.disk = disk;
    this.clock = clock;
    this.salts = salts;
    this.settings = settings;
    this.finished = new ArrayDeque<>(recovery.segments());
    this.lastNumber = recovery.lastNumber();
    countSize();
  }

  long bytesWritten() {
    return bytesWritten;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  IOException failure() {
    return failure;
  }

  /** Stores a batch and notes in it what became of that. Throws nothing. */
  void store(Batch batch) {
    try {
      storeOrFail(batch);
    } catch (RuntimeException | Error e) {
      batch.crash = e;
      batch.failure = new IOException("the writing of the journal failed: " + e, e);
      fail(batch.failure);
    }
    countSize();
  }

  private void storeOrFail(Batch batch) {
    try {
      if (failure != null && clock.nanoTime() - failedAt < AppendLog.RETRY_NANOS && !batch.closes) {
        throw failure;
      }
      write(batch);
      if (batch.length() > 0) {
        failure = null;
      }
    } catch (IOException e) {
      fail(e);
      batch.failure = e;
    }
    if (batch.failure == null && batch.endsCompaction) {
      batch.failure = endCompaction();
    }
    if (batch.closes) {
      batch.failure = close(batch.failure);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes it
  private void write(Batch batch) throws IOException {
    if (batch.beginsCompaction) {
      finishCurrent();
      // The next segment to be created has at least this number.
      compactionFrom = lastNumber + 1;
      failedSinceCompactionBegan = null;
    }
    if (batch.length() > 0) {
      if (current != null && current.end() >= settings.segmentBytes()) {
        finishCurrent();
      }
      if (current == null) {
        begin();
      }
      current.append(batch);
    }
    if (batch.force && current != null) {
      bytesWritten += current.force();
    }
  }

  private void begin() throws IOException {
    // A number is never used again: what a failed attempt left behind must not be mistaken.
    lastNumber++;
    if (buffer == null) {
      buffer =
          ByteBuffer.allocateDirect(
              (int) Math.min(settings.bufferBytes(), settings.segmentBytes()));
    }
    current =
        new SegmentWriter(disk, lastNumber, salts.getAsLong(), buffer, settings.preallocateBytes());
  }

  /** A segment is forced as a whole before the next is begun. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes it
  private void finishCurrent() throws IOException {
    SegmentWriter segment = current;
    if (segment == null) {
      return;
    }
    bytesWritten += segment.finish();
    current = null;
    finished.add(new Recovery.Segment(segment.number(), segment.end()));
  }

  /** After a failure nobody knows what the kernel still holds of the segment: it is left behind. */
  private void fail(IOException e) {
    if (e != failure) {
      failure = e;
      failedAt = clock.nanoTime();
    }
    failedSinceCompactionBegan = e;
    SegmentWriter segment = current;
    current = null;
    if (segment != null) {
      segment.abandon();
      finished.add(new Recovery.Segment(segment.number(), segment.end()));
    }
  }

  private IOException endCompaction() {
    if (failedSinceCompactionBegan != null) {
      return new IOException(
          "the compaction was given up, since a write failed: "
              + failedSinceCompactionBegan.getMessage(),
          failedSinceCompactionBegan);
    }
    try {
      deleteOld();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** Oldest first and each for good: what a newer one took back must not come to life again. */
  private void deleteOld() throws IOException {
    while (!finished.isEmpty() && finished.peek().number < compactionFrom) {
      disk.delete(finished.peek().name());
      disk.force();
      finished.remove();
    }
  }

  private IOException close(IOException before) {
    IOException first = before;
    try {
      finishCurrent();
    } catch (IOException e) {
      first = first == null ? e : first;
    }
    try {
      disk.close();
    } catch (IOException e) {
      first = first == null ? e : first;
    }
    return first;
  }

  private void countSize() {
    long bytes = current == null ? 0 : current.end();
    for (Recovery.Segment segment : finished) {
      bytes += segment.bytes;
    }
    sizeBytes = bytes;
  }
}
