package hearth.broker.recorder;

import java.util.ArrayList;
import java.util.List;

/** What came since the last commit, and the records that are made of it. On the loop's thread. */
final class CommitBuffer {
  /** So much is committed before its time, so that memory stays small. */
  static final int MAX_BYTES = 48 << 10;

  /** Of changes there is more, since few of them are many bytes: see {@link #BYTES_OF_A_CHANGE}. */
  static final int MAX_BYTES_OF_CHANGES = 128 << 10;

  /** A day, for each series there may be: a reading a second whose numbers jump. */
  static final long READINGS_OF_DAY = 384 << 10;

  /** A day, for each series there may be: three thousand changes whose cause is nobody's. */
  static final long CHANGES_OF_DAY = 32 << 10;

  /** In memory, with its two strings and its place in the list. */
  private static final int BYTES_OF_A_CHANGE = 160;

  /** On disk, its series, its time and the lengths of its texts. */
  private static final int BYTES_BESIDE_TEXTS = 9;

  private final SeriesTable table;
  private final RecorderLog readings;
  private final RecorderLog means;
  private final List<Records.Change> changes = new ArrayList<>();
  private int readingBytes;
  private int changeBytes;
  private int lateBytes;

  CommitBuffer(SeriesTable table, RecorderLog readings, RecorderLog means) {
    this.table = table;
    this.readings = readings;
    this.means = means;
  }

  boolean isFull() {
    return readingBytes + lateBytes >= MAX_BYTES || changeBytes >= MAX_BYTES_OF_CHANGES;
  }

  /** Bytes that it takes; late readings are in their log already. */
  int memory() {
    return readingBytes + changeBytes;
  }

  /** A reading that is not older than the one before. */
  void add(Series series, Decimal reading, long time) {
    series.state("?");
    if (!readings.takes(series, READINGS_OF_DAY)) {
      return;
    }
    makeRoomForDigits(series, reading);
    Readings packed = series.readings();
    int before = packed.length();
    packed.add(time, reading.value(), series.digits());
    readingBytes += packed.length() - before;
    series.recorded(packed.length() - before);
    series.lastTime(time);
  }

  /** A reading of earlier: in a record of its own, so that the others keep to their time. */
  void addLate(Series series, Decimal reading, long time) {
    if (!readings.takes(series, READINGS_OF_DAY)) {
      return;
    }
    makeRoomForDigits(series, reading);
    Readings alone = new Readings();
    alone.add(time, reading.value(), series.digits());
    Varints record = Records.begin(time, time + Readings.MILLIS - 1);
    alone.writeTo(record, series.number(), time);
    byte[] payload = record.toBytes();
    readings.add(Records.READINGS, payload);
    lateBytes += RecorderLog.memory(payload);
    series.recorded(payload.length);
  }

  /** Readings with more digits than those before begin anew. */
  private void makeRoomForDigits(Series series, Decimal reading) {
    boolean isRaw = !Decimal.fits(reading.value(), Math.max(series.digits(), reading.digits()));
    Decimal as = isRaw ? new Decimal(reading.value(), Decimal.RAW) : reading;
    if (!series.readings().takes(as) || series.digits() < as.digits()) {
      writeReadings();
      series.digits(Math.max(series.digits(), as.digits()));
      series.named(false);
    }
  }

  /** A change that somebody publishes. */
  void add(Series series, Records.Change change) {
    if (means.takes(series, CHANGES_OF_DAY)) {
      add(change);
      series.recorded(BYTES_BESIDE_TEXTS + change.state().length() + change.by().length());
    }
  }

  void add(Records.Change change) {
    changes.add(change);
    changeBytes += memory(change);
  }

  private static int memory(Records.Change change) {
    return BYTES_OF_A_CHANGE + 2 * (change.state().length() + change.by().length());
  }

  /** Says who caused a series' last change; false where that change is another, or on its way. */
  boolean explain(Series series, String state, String by) {
    for (int i = changes.size() - 1; i >= 0; i--) {
      Records.Change change = changes.get(i);
      if (change.series() == series.number()) {
        if (change.state().equals(state)) {
          changeBytes -= memory(change);
          Records.Change told = new Records.Change(change.series(), change.time(), state, by);
          changes.set(i, told);
          changeBytes += memory(told);
          return true;
        }
        return false;
      }
    }
    return false;
  }

  /** All that is recorded ends at a time. */
  void end(long now) {
    for (Series series : table.all()) {
      if (!series.state().isEmpty()) {
        add(new Records.Change(series.number(), now, "", ""));
      }
    }
  }

  /** A folder can be read without the one before: the states that last begin in it anew. */
  void repeatStates(long now) {
    for (Series series : table.all()) {
      if (series.kind() == SeriesKind.STATE && !series.state().isEmpty()) {
        add(new Records.Change(series.number(), now, series.state(), series.cause()));
      }
    }
    writeChanges();
  }

  /** Makes the records of all that has come. */
  void write() {
    writeReadings();
    writeChanges();
    lateBytes = 0;
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
    readingBytes = 0;
  }

  private void writeChanges() {
    if (!changes.isEmpty()) {
      means.add(Records.CHANGES, changesRecord());
      changes.clear();
      changeBytes = 0;
    }
  }

  private byte[] changesRecord() {
    long from = changes.stream().mapToLong(Records.Change::time).min().orElse(0);
    long to = changes.stream().mapToLong(Records.Change::time).max().orElse(0);
    Varints record = Records.begin(from, to);
    changes.forEach(change -> change.writeTo(record, from));
    return record.toBytes();
  }

  /** What would be in the next records; of one series, or null for the changes of all. */
  void addUnsaved(Series series, List<RecorderLog.Unsaved> all) {
    if (!changes.isEmpty()) {
      all.add(new RecorderLog.Unsaved(Records.CHANGES, changesRecord()));
    }
    if (series != null && series.readings().count() > 0) {
      long from = series.readings().firstMillis();
      Varints record = Records.begin(from, Math.max(from, series.lastTime()));
      series.readings().writeTo(record, series.number(), from);
      all.add(new RecorderLog.Unsaved(Records.READINGS, record.toBytes()));
    }
  }
}
