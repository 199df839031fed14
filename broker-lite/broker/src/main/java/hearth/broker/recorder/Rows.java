package hearth.broker.recorder;

import java.nio.ByteBuffer;

/**
 * Rows of one series, of the twelve five-minute slots of an hour, or of the hour alone.
 *
 * <pre>
 *   chunk  series 4 | digits 1 | which slots | length | (count, last, lowest, highest, mean)...
 *          last differs from that of the row before; lowest, highest and mean from those, the mean
 *          in hundredths of the last digit
 * </pre>
 */
final class Rows {
  static final int SLOTS = 12;

  private static final double MEAN_STEPS = 100;

  private Rows() {}

  /** Who is told of rows that are read. */
  @FunctionalInterface
  interface Visitor {
    void row(int slot, Row row, int digits);
  }

  /** Writes those that are there. */
  static void write(Varints out, int series, int digits, Row[] rows) {
    Varints body = new Varints(16 * SLOTS);
    int mask = 0;
    long last = 0;
    for (int slot = 0; slot < rows.length; slot++) {
      if (rows[slot] != null && rows[slot].count > 0) {
        mask |= 1 << slot;
        last = write(body, digits, rows[slot], last);
      }
    }
    out.putInt(series).put(digits).putUnsigned(mask).putUnsigned(body.length()).put(body);
  }

  private static long write(Varints out, int digits, Row row, long before) {
    out.putUnsigned(row.count);
    if (digits == Decimal.RAW) {
      out.putLong(Double.doubleToRawLongBits(row.last));
      out.putLong(Double.doubleToRawLongBits(row.min));
      out.putLong(Double.doubleToRawLongBits(row.max));
      out.putLong(Double.doubleToRawLongBits(row.mean()));
      return 0;
    }
    long last = Decimal.scaled(row.last, digits);
    long min = Decimal.scaled(row.min, digits);
    out.putSigned(last - before).putUnsigned(last - min);
    out.putUnsigned(Decimal.scaled(row.max, digits) - last);
    double above = row.mean() - Decimal.unscaled(min, digits);
    double steps = above * MEAN_STEPS / Decimal.unscaled(1, digits);
    out.putUnsigned(Math.max(0, Math.round(steps)));
    return last;
  }

  /**
   * Reads a chunk whose series and digits have been read.
   *
   * @param from of the first slot, in milliseconds
   * @param slotMillis how long one is
   */
  static void read(ByteBuffer in, int digits, long from, long slotMillis, Visitor visitor) {
    long mask = Varints.unsigned(in);
    Varints.unsigned(in);
    long before = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if ((mask & 1L << slot) != 0) {
        Row row = new Row();
        before = read(in, digits, before, row);
        row.lastTime = from + (slot + 1) * slotMillis - 1;
        visitor.row(slot, row, digits);
      }
    }
  }

  private static long read(ByteBuffer in, int digits, long before, Row row) {
    row.count = Varints.unsigned(in);
    if (digits == Decimal.RAW) {
      row.last = in.getDouble();
      row.min = in.getDouble();
      row.max = in.getDouble();
      row.sum = in.getDouble() * row.count;
      return 0;
    }
    long last = before + Varints.signed(in);
    long min = last - Varints.unsigned(in);
    row.last = Decimal.unscaled(last, digits);
    row.min = Decimal.unscaled(min, digits);
    row.max = Decimal.unscaled(last + Varints.unsigned(in), digits);
    double above = Varints.unsigned(in) / MEAN_STEPS * Decimal.unscaled(1, digits);
    row.sum = (row.min + above) * row.count;
    return last;
  }

  /** Passes a chunk over whose series and digits have been read. */
  static void skip(ByteBuffer in) {
    Varints.unsigned(in);
    int length = Math.toIntExact(Varints.unsigned(in));
    in.position(in.position() + length);
  }
}
