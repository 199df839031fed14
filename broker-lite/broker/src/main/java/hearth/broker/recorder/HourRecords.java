package hearth.broker.recorder;

import java.util.function.BiConsumer;

/** The two records of an hour: of five-minute rows, and of one row for the whole hour. */
final class HourRecords {
  static final int RECORDS = 2;

  private final Varints fiveMinutes;
  private final Varints hours;
  private boolean isEmpty = true;

  HourRecords(long hour) {
    long from = hour * Records.HOUR_MILLIS;
    fiveMinutes = Records.begin(from, from + Records.HOUR_MILLIS - 1);
    hours = Records.begin(from, from + Records.HOUR_MILLIS - 1);
  }

  static boolean isOne(int type) {
    return type == Records.FIVE_MINUTES || type == Records.HOURS;
  }

  HourRecords add(int series, int digits, Row[] rows) {
    isEmpty = false;
    Row whole = new Row();
    for (Row row : rows) {
      if (row != null) {
        whole.add(row);
      }
    }
    Rows.write(fiveMinutes, series, digits, rows);
    Rows.write(hours, series, digits, new Row[] {whole});
    return this;
  }

  /** The records by their type; none where no series was added. */
  void giveTo(BiConsumer<Integer, byte[]> records) {
    if (!isEmpty) {
      records.accept(Records.FIVE_MINUTES, fiveMinutes.toBytes());
      records.accept(Records.HOURS, hours.toBytes());
    }
  }
}
