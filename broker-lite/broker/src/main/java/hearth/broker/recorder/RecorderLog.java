package hearth.broker.recorder;

import hearth.io.file.AppendLog;
import hearth.io.file.Durability;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.tinylog.Logger;

/**
 * One of the two logs: what is to be written waits here until it is on disk, and while the disk
 * fails. On the loop's thread.
 */
final class RecorderLog {
  /** While nothing can be written, so much waits: of two hundred sensors an hour or two. */
  static final int MAX_WAITING = 256 << 10;

  /** What a record takes beside its bytes. */
  private static final int BYTES_OF_A_RECORD = 64;

  /** Rows of so many hours are written together, or of as many as fill a block. */
  private static final int HOURS_TOGETHER = 3;

  private static final int BLOCK_BYTES = 4096;

  /** A record on its way to the disk. */
  static final class Unsaved {
    final int type;
    final byte[] payload;
    private boolean onTheWay;

    Unsaved(int type, byte[] payload) {
      this.type = type;
      this.payload = payload;
    }
  }

  private final Deque<Unsaved> unsaved = new ArrayDeque<>();
  private Folder folder;
  private AppendLog log;
  private long waiting;
  private long lost;
  private long lostBeforeFailure;
  private long writtenBefore;
  private boolean fails;
  private final Runnable whenSaved;
  private final long maxBytesOfDay;
  private long day;
  private long bytesOfDay;
  private boolean isToldToday;

  /**
   * @param maxBytesOfDay so much of what clients publish is taken a day, so that nobody fills the
   *     disk
   * @param whenSaved called when nothing waits any more
   */
  RecorderLog(long maxBytesOfDay, Runnable whenSaved) {
    this.maxBytesOfDay = maxBytesOfDay;
    this.whenSaved = whenSaved;
  }

  /** Bytes of memory that a record takes until it is written. */
  static int memory(byte[] payload) {
    return payload.length + BYTES_OF_A_RECORD;
  }

  /** Each day begins with a full measure; whether one has begun. */
  boolean today(long millis) {
    long now = Math.floorDiv(millis, Records.DAY_MILLIS);
    if (now == day) {
      return false;
    }
    day = now;
    bytesOfDay = 0;
    isToldToday = false;
    return true;
  }

  /**
   * Whether a series may have more recorded today: what is left of the day is for those that have
   * not had their share, so that one that publishes without end takes nothing from the others.
   */
  boolean takes(Series series, long share) {
    if (series.bytesOfDay() < share || bytesOfDay < maxBytesOfDay / 2) {
      return true;
    }
    lost++;
    if (!isToldToday) {
      isToldToday = true;
      Logger.warn(
          "More of '{}' came today than is recorded of one topic: {} KB. What else comes of such"
              + " topics is not recorded until tomorrow. See why it is published so often",
          series.topic(),
          series.bytesOfDay() >> 10);
    }
    return false;
  }

  /** The one that is appended to; null before the first was opened. */
  Folder folder() {
    return folder;
  }

  boolean isOpen() {
    return log != null;
  }

  /** Appends to another folder from now on. */
  void open(Folder opened, AppendLog to) {
    AppendLog before = log;
    folder = opened;
    log = to;
    if (before != null) {
      writtenBefore += before.bytesWritten();
      before.close(failure -> {});
    }
  }

  /** Has a record wait; {@link #flush} takes it to the disk. */
  void add(int type, byte[] payload) {
    boolean isPublished = type == Records.READINGS || type == Records.CHANGES;
    if (isPublished && !hasRoomToday(payload.length)) {
      lost++;
      return;
    }
    unsaved.add(new Unsaved(type, payload));
    waiting += memory(payload);
    for (Iterator<Unsaved> each = unsaved.iterator(); waiting > MAX_WAITING && each.hasNext(); ) {
      Unsaved oldest = each.next();
      if (!oldest.onTheWay) {
        each.remove();
        waiting -= memory(oldest.payload);
        lost++;
      }
    }
  }

  private boolean hasRoomToday(int bytes) {
    boolean hadRoom = bytesOfDay < maxBytesOfDay;
    bytesOfDay += bytes;
    if (hadRoom && bytesOfDay >= maxBytesOfDay) {
      Logger.warn(
          "More than {} MB came to be recorded today: nothing more of it is until tomorrow, so that"
              + " the card does not fill. See which device publishes so often",
          maxBytesOfDay >> 20);
    }
    return hadRoom;
  }

  /**
   * Whether what waits may wait longer: rows alone, which a start would make again from the
   * readings.
   */
  boolean mayWait() {
    if (waiting >= BLOCK_BYTES || unsaved.size() >= HOURS_TOGETHER * HourRecords.RECORDS) {
      return false;
    }
    return unsaved.stream().allMatch(each -> HourRecords.isOne(each.type));
  }

  /** Whether a topic has had more than its share today, so that readings do not tell everything. */
  boolean leavesOut() {
    return isToldToday;
  }

  /** Writes what waits, in one go. */
  void flush() {
    if (log == null) {
      return;
    }
    for (Unsaved each : unsaved) {
      if (!each.onTheWay) {
        each.onTheWay = true;
        log.append(each.type, each.payload, Durability.FORCED, failure -> written(each, failure));
      }
    }
  }

  private void written(Unsaved record, IOException failure) {
    record.onTheWay = false;
    if (failure == null) {
      unsaved.remove(record);
      waiting -= memory(record.payload);
    }
    if (fails != (failure != null)) {
      fails = failure != null;
      report(failure);
      lostBeforeFailure = lost;
    }
    if (unsaved.isEmpty()) {
      whenSaved.run();
    }
  }

  private void report(IOException failure) {
    if (failure != null) {
      Logger.error(
          "The recorder cannot write to {}: {}; what comes meanwhile waits in memory, {} KB of it"
              + " at the most. See that the card has room and can be written to",
          folder.name(),
          failure.getMessage(),
          MAX_WAITING >> 10);
    } else {
      Logger.info(
          "The recorder writes to {} again; records lost: {}",
          folder.name(),
          lost - lostBeforeFailure);
    }
  }

  /** What is not on disk for certain, oldest first. */
  List<Unsaved> unsaved() {
    return new ArrayList<>(unsaved);
  }

  /** Bytes of memory of it. */
  long waiting() {
    return waiting;
  }

  /** Records and readings since the start that had no room, in memory or of the day. */
  long lost() {
    return lost;
  }

  /** Bytes of blocks written since the start. */
  long bytesWritten() {
    return writtenBefore + (log == null ? 0 : log.bytesWritten());
  }

  /** Ends it; what could not be written until then is lost, and so is all that is added later. */
  void close(Runnable closed) {
    AppendLog ending = log;
    log = null;
    if (ending == null) {
      ended(closed);
      return;
    }
    writtenBefore += ending.bytesWritten();
    ending.close(failure -> ended(closed));
  }

  private void ended(Runnable closed) {
    if (!unsaved.isEmpty()) {
      lost += unsaved.size();
      Logger.error(
          "The recorder ends, and {} could not be written to: {} records are lost",
          folder == null ? "its folder" : folder.name(),
          unsaved.size());
      unsaved.clear();
    }
    closed.run();
  }
}
