package hearth.runtime.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Cuts an input into lines without touching their bytes. */
final class PubLines {
  private final InputStream input;
  private final int maxLength;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * @param maxLength bytes of a line
   */
  PubLines(InputStream input, int maxLength) {
    this.input = new BufferedInputStream(input);
    this.maxLength = maxLength;
  }

  /**
   * The next line without its end, or null after the last.
   *
   * @throws IOException where it cannot be read, or is too long to be a message
   */
  byte[] next() throws IOException {
    line.reset();
    int read;
    while ((read = input.read()) != '\n') {
      if (read < 0) {
        return line.size() == 0 ? null : line.toByteArray();
      }
      if (line.size() == maxLength) {
        throw new IOException("a line is too large; at most it has " + maxLength + " bytes");
      }
      line.write(read);
    }
    return line.toByteArray();
  }
}
