package hearth.broker.recorder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A number as people write it: a value and how many digits stand behind the point. Values are kept
 * as whole numbers of the last digit, or as the 64 bits of a double where that would not be exact.
 */
record Decimal(double value, int digits) {
  /** The {@link #digits} of what is kept as a double. */
  static final int RAW = 15;

  private static final int MAX_DIGITS = 9;
  private static final int MAX_LENGTH = 40;
  private static final double LARGEST = 1L << 52;
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /** What a payload says; null where it is no finite number. */
  static Decimal of(byte[] payload) {
    if (payload.length == 0 || payload.length > MAX_LENGTH || !looksLikeANumber(payload)) {
      return null;
    }
    String text = new String(payload, StandardCharsets.US_ASCII).strip();
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? new Decimal(value, digits(text, value)) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Java would take "1f", "0x1p3" and "NaN", too. */
  private static boolean looksLikeANumber(byte[] payload) {
    for (byte each : payload) {
      boolean fits = (each >= '0' && each <= '9') || "+-.eE \n\r\t".indexOf(each) >= 0;
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int digits(String text, double value) {
    int point = text.indexOf('.');
    if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      return value == Math.rint(value) && Math.abs(value) < LARGEST ? 0 : RAW;
    }
    int digits = point < 0 ? 0 : Math.min(MAX_DIGITS, text.length() - point - 1);
    return Math.abs(value) * POWERS[digits] < LARGEST ? digits : RAW;
  }

  /** Whether a value can be kept with so many digits. */
  static boolean fits(double value, int digits) {
    return digits == RAW || Math.abs(value) * POWERS[digits] < LARGEST;
  }

  static long scaled(double value, int digits) {
    return digits == RAW ? Double.doubleToRawLongBits(value) : Math.round(value * POWERS[digits]);
  }

  static double unscaled(long number, int digits) {
    return digits == RAW ? Double.longBitsToDouble(number) : number / POWERS[digits];
  }

  /** Reads the number of digits; one that was never written ends the reading. */
  static int digits(ByteBuffer in) {
    return checkedDigits(in.get());
  }

  static int checkedDigits(int digits) {
    if (digits != RAW && (digits < 0 || digits > MAX_DIGITS)) {
      throw new IllegalArgumentException(digits + " digits behind the point");
    }
    return digits;
  }

  /** As JSON has it, with no more digits than that. */
  static String text(double value, int digits) {
    return append(new StringBuilder(), value, digits).toString();
  }

  /** The same. A thousand points are four thousand numbers, so nothing is made for each. */
  static StringBuilder append(StringBuilder out, double value, int digits) {
    if (digits >= POWERS.length || Math.abs(value) * POWERS[digits] >= LARGEST) {
      return out.append(value);
    }
    long number = Math.round(Math.abs(value) * POWERS[digits]);
    int shown = digits;
    while (shown > 0 && number % 10 == 0) {
      number /= 10;
      shown--;
    }
    long power = (long) POWERS[shown];
    out.append(value < 0 && number > 0 ? "-" : "").append(number / power);
    if (shown > 0) {
      out.append('.');
      for (long place = power / 10; place > 0; place /= 10) {
        out.append((char) ('0' + number / place % 10));
      }
    }
    return out;
  }
}
