package hearth.broker.recorder;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Readings of one series, packed while they come.
 *
 * <pre>
 *   chunk    series 4 | form 1 | count | first time, from the record's | length | value | step...
 *            form  the digits behind the point and, times 16, how many bits of a short step are time
 *   step     0tttt vvv          a short one
 *            1ttttttt | v
 *            11111111 | t | v
 *            t  how much longer it took than the one before, in hundredths of a second; v  how much
 *            it differs from the one before, in its last digit: both signed, as in {@link Varints}
 *   step     t | v              where no bits are time, as earlier versions wrote it
 * </pre>
 *
 * <p>Some sensors are punctual and others steady: each chunk has the bits that would have suited
 * the one before.
 */
final class Readings {
  /** Hundredths of a second, so that a second of delay still takes two bytes. */
  static final int MILLIS = 10;

  private static final int FIRST_BYTES = 64;

  private static final int DIGITS = 0xF;
  private static final int TIME_BITS_SHIFT = 4;
  private static final int SHORT_BITS = 7;
  private static final int LONG_STEP = 0x80;
  private static final int TIME_FOLLOWS = 0x7F;

  private final Varints packed = new Varints(FIRST_BYTES);

  /** How many steps of this chunk would be short with so many bits of time. */
  private final int[] shortWith = new int[SHORT_BITS];

  private int timeBits = SHORT_BITS / 2;
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
        || ((digits == Decimal.RAW) == (reading.digits() == Decimal.RAW)
            && reading.digits() <= digits
            && Decimal.fits(reading.value(), digits));
  }

  /**
   * @param digits at least those of the reading
   */
  void add(long millis, double reading, int digits) {
    long time = Math.floorDiv(millis, MILLIS);
    long number;
    if (count == 0) {
      first = time;
      this.digits = digits;
      step = 0;
      number = Decimal.scaled(reading, digits);
      putValue(number, 0);
    } else {
      number = Decimal.scaled(reading, this.digits);
      putStep(Varints.zigzag(time - before - step), number);
      step = time - before;
    }
    value = number;
    before = time;
    count++;
  }

  private void putStep(long longer, long number) {
    long differs = Varints.zigzag(number - value);
    for (int bits = 1; bits < SHORT_BITS; bits++) {
      shortWith[bits] += isShort(longer, differs, bits) ? 1 : 0;
    }
    if (isShort(longer, differs, timeBits)) {
      packed.put((int) (longer << (SHORT_BITS - timeBits) | differs));
      return;
    }
    if (isBelow(longer, TIME_FOLLOWS)) {
      packed.put(LONG_STEP | (int) longer);
    } else {
      packed.put(LONG_STEP | TIME_FOLLOWS).putUnsigned(longer);
    }
    putValue(number, value);
  }

  private boolean isShort(long longer, long differs, int bits) {
    return digits != Decimal.RAW
        && isBelow(longer, 1 << bits)
        && isBelow(differs, 1 << (SHORT_BITS - bits));
  }

  private static boolean isBelow(long unsigned, int bound) {
    return Long.compareUnsigned(unsigned, bound) < 0;
  }

  private void putValue(long number, long from) {
    if (digits == Decimal.RAW) {
      packed.putLong(number);
    } else {
      packed.putSigned(number - from);
    }
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
    out.putInt(series).put(digits | timeBits << TIME_BITS_SHIFT).putUnsigned(count);
    out.putSigned(first - Math.floorDiv(from, MILLIS)).putUnsigned(packed.length()).put(packed);
  }

  void clear() {
    packed.clear();
    count = 0;
    for (int bits = 1; bits < SHORT_BITS; bits++) {
      timeBits = shortWith[bits] > shortWith[timeBits] ? bits : timeBits;
    }
    Arrays.fill(shortWith, 0);
  }

  /** Reads a chunk whose series has been read. */
  static void read(ByteBuffer in, long from, Visitor visitor) {
    int form = in.get();
    int timeBits = form >> TIME_BITS_SHIFT;
    if (timeBits < 0 || timeBits >= SHORT_BITS) {
      throw new IllegalArgumentException("readings of form " + form);
    }
    int digits = Decimal.checkedDigits(form & DIGITS);
    long count = Varints.unsigned(in);
    long time = Math.floorDiv(from, MILLIS) + Varints.signed(in);
    Varints.unsigned(in);
    long step = 0;
    long value = readValue(in, digits, 0);
    visitor.reading(time * MILLIS, Decimal.unscaled(value, digits), digits);
    for (long i = 1; i < count; i++) {
      int head = timeBits > 0 ? Byte.toUnsignedInt(in.get()) : LONG_STEP | TIME_FOLLOWS;
      if (head < LONG_STEP) {
        int valueBits = SHORT_BITS - timeBits;
        step += Varints.unzigzag(head >>> valueBits);
        value += Varints.unzigzag(head & (1 << valueBits) - 1);
      } else {
        long longer = head & TIME_FOLLOWS;
        step += Varints.unzigzag(longer == TIME_FOLLOWS ? Varints.unsigned(in) : longer);
        value = readValue(in, digits, value);
      }
      time += step;
      visitor.reading(time * MILLIS, Decimal.unscaled(value, digits), digits);
    }
  }

  private static long readValue(ByteBuffer in, int digits, long before) {
    return digits == Decimal.RAW ? in.getLong() : before + Varints.signed(in);
  }

  /** Passes a chunk over whose series has been read. */
  static void skip(ByteBuffer in) {
    in.get();
    Varints.unsigned(in);
    Varints.signed(in);
    int length = Math.toIntExact(Varints.unsigned(in));
    in.position(in.position() + length);
  }
}
