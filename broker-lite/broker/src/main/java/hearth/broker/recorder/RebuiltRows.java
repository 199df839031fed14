package hearth.broker.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Makes the rows of some hours from the readings. On the worker. */
final class RebuiltRows implements RecorderFiles.Visitor {
  /** More at a time would be a lot of memory with many sensors. */
  static final int MAX_HOURS = 6;

  /** The rows of one series in an hour. */
  static final class OfSeries {
    final Row[] rows = new Row[Rows.SLOTS];
    int digits;

    Row at(int slot) {
      if (rows[slot] == null) {
        rows[slot] = new Row();
      }
      return rows[slot];
    }
  }

  private final Set<Long> hours;
  private final long from;
  private final long to;
  private final Map<Long, Map<Integer, OfSeries>> rebuilt = new TreeMap<>();
  private final Repeated repeated = new Repeated();

  RebuiltRows(Set<Long> hours) {
    this.hours = hours;
    this.from = hours.stream().mapToLong(each -> each).min().orElse(0) * Records.HOUR_MILLIS;
    this.to = hours.stream().mapToLong(each -> each + 1).max().orElse(0) * Records.HOUR_MILLIS;
  }

  /** Reads the readings. */
  RebuiltRows read(RecorderFiles files) throws IOException {
    files.read(Folder.Part.READINGS, from, this);
    return this;
  }

  /**
   * Keeps what the rows that there are know of more readings than are recorded: a topic that had
   * more than its share of a day is counted in them all the same.
   *
   * @param unsaved rows on their way to the disk
   */
  RebuiltRows keepCounted(RecorderFiles files, List<RecorderLog.Unsaved> unsaved)
      throws IOException {
    CountedRows counted = new CountedRows();
    files.read(Folder.Part.MEANS, from, counted);
    for (RecorderLog.Unsaved each : unsaved) {
      ByteBuffer payload = ByteBuffer.wrap(each.payload);
      if (each.type == Records.FIVE_MINUTES
          && counted.wants(each.type, payload.getLong(0), payload.getLong(Long.BYTES))) {
        RecorderFiles.pass(counted, each.type, payload);
      }
    }
    return this;
  }

  /** By hour and by series. */
  Map<Long, Map<Integer, OfSeries>> all() {
    return rebuilt;
  }

  private final class CountedRows implements RecorderFiles.Visitor {
    @Override
    public boolean wants(int type, long first, long last) {
      return type == Records.FIVE_MINUTES && rebuilt.containsKey(Records.hourOf(first));
    }

    @Override
    public void record(int type, ByteBuffer payload) {
      long hour = payload.getLong();
      payload.getLong();
      Map<Integer, OfSeries> all = rebuilt.get(Records.hourOf(hour));
      while (payload.hasRemaining()) {
        OfSeries rows = all.get(payload.getInt());
        int digits = Decimal.digits(payload);
        if (rows == null) {
          Rows.skip(payload);
        } else {
          rows.digits = Math.max(rows.digits, digits);
          Rows.read(
              payload,
              digits,
              hour,
              Records.FIVE_MINUTES_MILLIS,
              (slot, row, d) -> rows.at(slot).keep(row));
        }
      }
    }
  }

  @Override
  public boolean wants(int type, long first, long last) {
    return type == Records.READINGS && first < to && last >= from;
  }

  @Override
  public void record(int type, ByteBuffer payload) {
    if (repeated.wasSeen(payload)) {
      return;
    }
    long base = payload.getLong();
    payload.getLong();
    while (payload.hasRemaining()) {
      int series = payload.getInt();
      Readings.read(payload, base, (time, value, digits) -> add(series, time, value, digits));
    }
  }

  private void add(int series, long time, double value, int digits) {
    long hour = Records.hourOf(time);
    if (!hours.contains(hour)) {
      return;
    }
    OfSeries rows =
        rebuilt
            .computeIfAbsent(hour, any -> new HashMap<>())
            .computeIfAbsent(series, any -> new OfSeries());
    rows.digits = Math.max(rows.digits, digits);
    int slot = (int) (Math.floorMod(time, Records.HOUR_MILLIS) / Records.FIVE_MINUTES_MILLIS);
    rows.at(slot).add(time, value);
  }

  /** Writes the two records of an hour. */
  static void write(long hour, Map<Integer, OfSeries> all, BiConsumer<Integer, byte[]> records) {
    HourRecords made = new HourRecords(hour);
    all.forEach((series, rows) -> made.add(series, rows.digits, rows.rows));
    made.giveTo(records);
  }
}
