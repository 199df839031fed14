package hearth.runtime.command;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * The error stream of a command. What servers, files and other people have put into a message is
 * shown, and steers no terminal, wherever the message comes from.
 */
final class TerminalWriter extends FilterWriter {
  private TerminalWriter(Writer out) {
    super(out);
  }

  /** Flushes each line, as an error stream does. */
  static PrintWriter over(Writer out) {
    return new PrintWriter(new TerminalWriter(out), true);
  }

  @Override
  public void write(int character) throws IOException {
    write(String.valueOf((char) character), 0, 1);
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    write(new String(text, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    StringBuilder shown = new StringBuilder(length + 16);
    TerminalText.append(text.substring(offset, offset + length), shown);
    out.write(shown.toString());
  }
}
