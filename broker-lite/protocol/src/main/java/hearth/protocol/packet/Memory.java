package hearth.protocol.packet;

/** What values take in memory, about, in bytes, as a 64-bit Java runtime lays them out. */
public final class Memory {
  /** An object with a few fields. */
  static final int OBJECT = 24;

  private static final int ARRAY = 16;

  private Memory() {}

  /** Of a text with its characters; null takes nothing. */
  public static int of(String text) {
    return text == null ? 0 : OBJECT + ARRAY + (isLatin1(text) ? 1 : 2) * text.length();
  }

  /** Of an array; null takes nothing. */
  public static int of(byte[] bytes) {
    return bytes == null ? 0 : ARRAY + bytes.length;
  }

  private static boolean isLatin1(String text) {
    return text.chars().allMatch(character -> character <= 0xFF);
  }
}
