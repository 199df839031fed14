package hearth.io.net;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;

/**
 * The common name of a subject, from its DER encoding. What {@link X500Principal#getName} makes of
 * it takes every string for UTF-8 and needs its escapes resolved.
 *
 * <pre>
 *   Name      ::= SEQUENCE OF SET OF Attribute
 *   Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, value DirectoryString }
 * </pre>
 */
public final class CommonName {
  /** id-at-commonName, 2.5.4.3. */
  private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

  private CommonName() {}

  /** Null where there is none, or several: then it says nobody. */
  public static String of(X500Principal subject) {
    ByteBuffer name = content(ByteBuffer.wrap(subject.getEncoded()));
    String found = null;
    while (name.hasRemaining()) {
      ByteBuffer together = content(name);
      while (together.hasRemaining()) {
        ByteBuffer attribute = content(together);
        if (isCommonName(attribute)) {
          if (found != null) {
            return null;
          }
          found = text(attribute);
        }
      }
    }
    return found;
  }

  private static boolean isCommonName(ByteBuffer attribute) {
    byte[] type = new byte[Math.min(COMMON_NAME.length, attribute.remaining())];
    attribute.get(type);
    return Arrays.equals(type, COMMON_NAME);
  }

  /** A DirectoryString, or an IA5String as old programs write; null of another kind. */
  private static String text(ByteBuffer in) {
    Charset charset =
        switch (in.get(in.position())) {
          case 12, 19, 22 -> StandardCharsets.UTF_8; // UTF8String, and two kinds of ASCII
          case 20 -> StandardCharsets.ISO_8859_1; // TeletexString, as everybody takes it
          case 28 -> UTF_32BE; // UniversalString
          case 30 -> StandardCharsets.UTF_16BE; // BMPString
          default -> null;
        };
    return charset == null ? null : charset.decode(content(in)).toString();
  }

  /** The content of the next element; the position moves behind it. */
  private static ByteBuffer content(ByteBuffer in) {
    in.get(); // its tag
    int length = in.get() & 0xFF;
    if (length >= 0x80) {
      int bytes = length & 0x7F;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << 8 | (in.get() & 0xFF);
      }
    }
    ByteBuffer content = in.slice().limit(length);
    in.position(in.position() + length);
    return content;
  }
}
