package hearth.broker.recorder;

import java.nio.ByteBuffer;

/**
 * Readings of one series, packed while they come.
 *
 * <pre>
 *   chunk  series 4 | digits 1 | count | first time, from the record's | length | value | (time, value)...
 *          a time is how much longer it took than the one before, in hundredths of a second; a
 *          value how much it differs from the one before, in its last digit. Most take two bytes.
 * </pre>
 */
final class Readings {
  /** Hundredths of a second, so that a second of delay still takes two bytes. */
  static final int MILLIS = 10;

  private static final int FIRST_BYTES = 64;

  private final Varints packed = new Varints(FIRST_BYTES);
  private int digits;
  private int count;
  private long first;
  private long before;
  private long step;
  private long value;

  /** Who is told of readings that are read. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param time in milliseconds
     */
    void reading(long time, double value, int digits);
  }

  /** Whether such a reading can stand behind those that are there. */
  boolean takes(Decimal reading) {
    return count == 0
        || (digits == Decimal.RAW) == (reading.digits() == Decimal.RAW)
            && reading.digits() <= digits
            && Decimal.fits(reading.value(), digits);
  }

  /**
   * @param digits at least those of the reading
   */
  void add(long millis, double reading, int digits) {
    long time = Math.floorDiv(millis, MILLIS);
    if (count == 0) {
      first = time;
      this.digits = digits;
      step = 0;
      value = 0;
    } else {
      packed.putSigned(time - before - step);
      step = time - before;
    }
    long number = Decimal.scaled(reading, this.digits);
    if (this.digits == Decimal.RAW) {
      packed.putLong(number);
    } else {
      packed.putSigned(number - value);
    }
    value = number;
    before = time;
    count++;
  }

  int count() {
    return count;
  }

  /** Bytes that they take. */
  int length() {
    return packed.length();
  }

  long firstMillis() {
    return first * MILLIS;
  }

  void writeTo(Varints out, int series, long from) {
    out.putInt(series).put(digits).putUnsigned(count);
    out.putSigned(first - Math.floorDiv(from, MILLIS)).putUnsigned(packed.length()).put(packed);
  }

  void clear() {
    packed.clear();
    count = 0;
  }

  /** Reads a chunk whose series and digits have been read. */
  static void read(ByteBuffer in, int digits, long from, Visitor visitor) {
    long count = Varints.unsigned(in);
    long time = Math.floorDiv(from, MILLIS) + Varints.signed(in);
    Varints.unsigned(in);
    long step = 0;
    long value = 0;
    for (long i = 0; i < count; i++) {
      if (i > 0) {
        step += Varints.signed(in);
        time += step;
      }
      value = digits == Decimal.RAW ? in.getLong() : value + Varints.signed(in);
      visitor.reading(time * MILLIS, Decimal.unscaled(value, digits), digits);
    }
  }

  /** Passes a chunk over whose series and digits have been read. */
  static void skip(ByteBuffer in) {
    Varints.unsigned(in);
    Varints.signed(in);
    int length = Math.toIntExact(Varints.unsigned(in));
    in.position(in.position() + length);
  }
}
