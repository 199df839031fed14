package hearth.protocol.codec;

/** Numbers of one to four bytes, seven bits in each, the lowest first (1.5.5). */
public final class VariableByteInteger {
  /** The largest of them. */
  public static final int MAXIMUM = 268_435_455;

  private VariableByteInteger() {}

  /**
   * How many bytes the value takes.
   *
   * @throws IllegalArgumentException where it is not of 0 to {@link #MAXIMUM}
   */
  static int size(int value) {
    if (value < 0 || value > MAXIMUM) {
      throw new IllegalArgumentException(
          value + " is no Variable Byte Integer: it must be 0 to " + MAXIMUM);
    }
    return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
  }

  /**
   * Writes the value in as few bytes as hold it [MQTT-1.5.5-1].
   *
   * @return where the next byte goes
   */
  static int put(byte[] out, int offset, int value) {
    int at = offset;
    int left = value;
    while (left >= 0x80) {
      out[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    out[at++] = (byte) left;
    return at;
  }
}
