package hearth.protocol.topic;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 as MQTT wants it (1.5.4): well-formed, without U+0000, at most 65,535 bytes. */
public final class Utf8 {
  private static final int MAXIMUM_LENGTH = 65_535;

  private Utf8() {}

  /**
   * The bytes of a text.
   *
   * @throws MalformedUtf8Exception where the text cannot be an MQTT UTF-8 Encoded String
   */
  public static byte[] encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new MalformedUtf8Exception("the text holds U+0000"); // [MQTT-1.5.4-2]
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          // [MQTT-1.5.4-1]
          throw new MalformedUtf8Exception("the text holds half of a surrogate pair");
        }
        i++;
      }
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAXIMUM_LENGTH) {
      throw new MalformedUtf8Exception(
          "the text is " + bytes.length + " bytes long in UTF-8, more than " + MAXIMUM_LENGTH);
    }
    return bytes;
  }

  /** Whether the bytes are well-formed UTF-8 without U+0000 [MQTT-1.5.4-1] [MQTT-1.5.4-2]. */
  public static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end && bytes[at] > 0) {
      at++; // nearly every topic is ASCII from end to end
    }
    if (at == end) {
      return true;
    }
    for (int i = at; i < end; i++) {
      if (bytes[i] == 0) {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, end - at));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Whether the bytes are well-formed UTF-8; of a payload, which may hold U+0000 (3.3.2.3.2). */
  public static boolean isWellFormed(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
