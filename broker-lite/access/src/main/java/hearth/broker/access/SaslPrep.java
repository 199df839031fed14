package hearth.broker.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * SASLprep (RFC 4013): the same password typed on two keyboards becomes the same text. Without its
 * rules on right-to-left text, which refuse passwords and make none equal.
 */
final class SaslPrep {
  private SaslPrep() {}

  /**
   * The prepared text of a password.
   *
   * @throws IllegalArgumentException where it is no UTF-8 or holds what SASLprep prohibits: control
   *     characters, private use, unassigned
   */
  static String prepare(byte[] password) {
    try {
      return prepare(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the password is not text", null);
    }
  }

  private static String prepare(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !isMappedToNothing(c))
        .map(SaslPrep::space)
        .forEach(mapped::appendCodePoint);
    String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    if (normal.codePoints().anyMatch(SaslPrep::isProhibited)) {
      throw new IllegalArgumentException("the password holds characters that SCRAM does not take");
    }
    return normal;
  }

  /** RFC 3454, C.1.2 becomes a space. */
  private static int space(int c) {
    return Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c;
  }

  /** RFC 3454, B.1: soft hyphen, joiners, variation selectors. */
  private static boolean isMappedToNothing(int c) {
    return c == 0x00AD
        || c == 0x034F
        || c == 0x1806
        || (c >= 0x180B && c <= 0x180D)
        || (c >= 0x200B && c <= 0x200D)
        || c == 0x2060
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFEFF;
  }

  private static boolean isProhibited(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
