package hearth.broker.recorder;

import java.util.List;

/** The rows of the hour that is not over yet. On the loop's thread. */
final class OpenHour {
  private final SeriesTable table;
  private final RecorderLog means;
  private final RowMender mender;

  /** The hour whose rows are in memory, and the last that has been closed. */
  private long hour = Long.MIN_VALUE;

  private long lastClosed = Long.MIN_VALUE;

  /** The last in which a reading came. */
  private long lastUsed = Long.MIN_VALUE;

  OpenHour(SeriesTable table, RecorderLog means, RowMender mender) {
    this.table = table;
    this.means = means;
    this.mender = mender;
  }

  boolean has(long time) {
    return Records.hourOf(time) == hour;
  }

  /** The rows of another hour begin where it is one. */
  void enter(long time) {
    if (!has(time)) {
      close();
      hour = Records.hourOf(time);
    }
  }

  /** The rows of an hour that is over are written, also where nothing comes any more. */
  void leave(long now) {
    if (hour != Long.MIN_VALUE) {
      enter(now);
    }
  }

  /** A reading of this hour, or one that comes when its hour has been over for long. */
  void add(Series series, long time, double value) {
    if (has(time)) {
      lastUsed = hour;
      series.slot(time).add(time, value);
    } else {
      mender.add(Records.hourOf(time));
    }
  }

  /** Whether there are rows that time alone will have written. */
  boolean isOpen() {
    return table.all().stream().anyMatch(series -> series.slots() != null);
  }

  /** Whether nothing has come for an hour of the clock. */
  boolean isQuiet(long now) {
    return Records.hourOf(now) > lastUsed + 1;
  }

  /** Writes the rows of the hour that is over; those of one that was closed before are mended. */
  private void close() {
    if (hour == Long.MIN_VALUE) {
      return;
    }
    HourRecords rows = new HourRecords(hour);
    boolean any = false;
    for (Series series : table.all()) {
      if (series.slots() != null) {
        any = true;
        rows.add(series.number(), series.digits(), series.slots());
        series.dropSlots();
      }
    }
    if (hour <= lastClosed && any) {
      mender.add(hour);
    } else {
      rows.giveTo(means::add);
      lastClosed = hour;
    }
  }

  /** Of this hour's rows those from before the start. */
  void take(RecorderStart start, long now) {
    if (start.hasRows(Records.hourOf(now))) {
      lastClosed = Math.max(lastClosed, Records.hourOf(now)); // the clock was ahead
    }
    if (start.thisHour.isEmpty()) {
      return;
    }
    enter(now);
    start.thisHour.forEach(
        (number, rows) -> {
          Records.Name name = start.names.get(number);
          Series series = name == null ? null : table.find(name.topic(), name.kind(), name.unit());
          if (series != null) {
            take(series, rows, Records.hourOf(now) * Records.HOUR_MILLIS);
          }
        });
  }

  private static void take(Series series, RebuiltRows.OfSeries rows, long from) {
    series.digits(Math.max(series.digits(), rows.digits));
    for (int slot = 0; slot < Rows.SLOTS; slot++) {
      if (rows.rows[slot] != null) {
        series.slot(from + slot * Records.FIVE_MINUTES_MILLIS).add(rows.rows[slot]);
      }
    }
  }

  /** The records that a series has of this hour until now. */
  void addUnsaved(Series series, List<RecorderLog.Unsaved> all) {
    if (series.slots() != null) {
      new HourRecords(hour)
          .add(series.number(), series.digits(), series.slots())
          .giveTo((type, payload) -> all.add(new RecorderLog.Unsaved(type, payload)));
    }
  }
}
