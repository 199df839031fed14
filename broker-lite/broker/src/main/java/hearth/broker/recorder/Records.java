package hearth.broker.recorder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The records of both logs. All but names begin with the times of their first and last content, so
 * that a question about a day reads the records of that day.
 *
 * <pre>
 *   readings  from 8 | to 8 | chunks of {@link Readings}
 *   changes   from 8 | to 8 | (series 4 | time, from the record's | state | by)...     "" is no state
 *   names     (series 4 | kind 1 | digits 1 | topic | unit)...
 *   rows      from 8 | to 8 | chunks of {@link Rows}
 * </pre>
 */
final class Records {
  static final int READINGS = 1;
  static final int CHANGES = 2;
  static final int NAMES = 3;
  static final int FIVE_MINUTES = 4;
  static final int HOURS = 5;

  static final long FIVE_MINUTES_MILLIS = 300_000;
  static final long HOUR_MILLIS = 3_600_000;
  static final long DAY_MILLIS = 24 * HOUR_MILLIS;

  /** Of what a state or a cause is kept. */
  static final int MAX_TEXT = 200;

  private Records() {}

  static Varints begin(long from, long to) {
    return new Varints(512).putLong(from).putLong(to);
  }

  static long hourOf(long millis) {
    return Math.floorDiv(millis, HOUR_MILLIS);
  }

  static void putText(Varints out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.putUnsigned(utf8.length).put(utf8);
  }

  static String text(ByteBuffer in) {
    int length = Math.toIntExact(Varints.unsigned(in));
    byte[] utf8 = new byte[Math.min(length, in.remaining())];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** How a series is called. */
  record Name(int series, SeriesKind kind, int digits, String topic, String unit) {
    void writeTo(Varints out) {
      out.putInt(series).put(kind.ordinal()).put(digits);
      putText(out, topic);
      putText(out, unit);
    }

    static Name read(ByteBuffer in) {
      int series = in.getInt();
      SeriesKind[] kinds = SeriesKind.values();
      int kind = in.get();
      int digits = Decimal.digits(in);
      return new Name(series, kinds[Math.floorMod(kind, kinds.length)], digits, text(in), text(in));
    }
  }

  /**
   * A state that began.
   *
   * @param time in milliseconds
   * @param state empty where nobody knows any more
   * @param by who caused it; empty where that is not known
   */
  record Change(int series, long time, String state, String by) {
    void writeTo(Varints out, long from) {
      out.putInt(series).putSigned(time - from);
      putText(out, state);
      putText(out, by);
    }

    static Change read(ByteBuffer in, long from) {
      return new Change(in.getInt(), from + Varints.signed(in), text(in), text(in));
    }

    boolean isEnd() {
      return state.isEmpty();
    }
  }
}
