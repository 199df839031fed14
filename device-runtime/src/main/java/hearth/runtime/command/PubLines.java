package hearth.runtime.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Cuts an input into lines without touching their bytes. */
final class PubLines {
  private final InputStream input;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  PubLines(InputStream input) {
    this.input = new BufferedInputStream(input);
  }

  /** The next line without its end, or null after the last. */
  byte[] next() throws IOException {
    line.reset();
    int read;
    while ((read = input.read()) != '\n') {
      if (read < 0) {
        return line.size() == 0 ? null : line.toByteArray();
      }
      line.write(read);
    }
    return line.toByteArray();
  }
}
