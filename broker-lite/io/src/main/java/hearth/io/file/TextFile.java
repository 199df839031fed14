package hearth.io.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text files as people write them, with whatever editor on whatever system: with a byte-order mark
 * before the text or without, their lines ended by LF, CR LF or CR. The text is UTF-8; what is not
 * says so. No message shows any of the text, which may be a secret.
 */
public final class TextFile {
  /** Many thousands of users, or of rules. */
  private static final int MAX_BYTES = 8 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String SAVE = "; save it as UTF-8, in an editor with 'Save as'";

  private TextFile() {}

  /**
   * The text of a file, without a byte-order mark and with {@code \n} at the end of each line.
   *
   * @throws IOException where it cannot be read; where it is no UTF-8 text, a folder or larger than
   *     8 MB, with a sentence about "it"
   */
  public static String read(Path file) throws IOException {
    return read(file, MAX_BYTES);
  }

  /**
   * The same, of a file that may be no larger than so many bytes: what is made of its text takes
   * many times its size.
   *
   * @param maxBytes whole megabytes
   */
  public static String read(Path file, int maxBytes) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a folder, not a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new FileSystemException(
            file.toString(), null, "it is larger than the " + (maxBytes >> 20) + " MB it may have");
      }
      return decode(bytes);
    }
  }

  private static String decode(byte[] bytes) throws NotTextException {
    if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
      throw new NotTextException("it is UTF-16, which Windows calls Unicode, and not UTF-8" + SAVE);
    }
    // A character takes at least one byte, so that there is always room.
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
    text.flip();
    if (result.isError()) {
      throw new NotTextException("line " + (1 + lineEnds(text)) + " of it is not UTF-8" + SAVE);
    }
    String read = text.toString();
    if (read.indexOf('\0') >= 0) {
      throw new NotTextException("it has bytes that are 0, which no text has");
    }
    read = read.isEmpty() || read.charAt(0) != BYTE_ORDER_MARK ? read : read.substring(1);
    return read.indexOf('\r') < 0 ? read : read.replace("\r\n", "\n").replace('\r', '\n');
  }

  private static long lineEnds(CharSequence text) {
    return text.chars().filter(character -> character == '\n').count();
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
  }
}
