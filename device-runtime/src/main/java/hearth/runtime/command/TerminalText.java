package hearth.runtime.command;

import hearth.io.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What messages and servers say, as it is shown on a terminal: nothing in it steers that. */
final class TerminalText {
  /** Bytes of a payload that are shown; whoever wants more sends the output elsewhere. */
  static final int MAX_PAYLOAD = 64 * 1024;

  /** Code points of a topic or a property. */
  private static final int MAX_TEXT = 1000;

  private TerminalText() {}

  /** Whether the standard output is a terminal, as isatty(3) has it. */
  static boolean isStandardOutput() {
    try {
      String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return output.startsWith("/dev/pts/")
          || output.startsWith("/dev/tty")
          || output.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null; // not Linux
    }
  }

  /** A topic or a property. */
  static String of(String text) {
    return PrintableText.of(text, MAX_TEXT);
  }

  /** Several lines, which stay lines. */
  static String lines(String text) {
    return payload(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A payload: UTF-8 is shown, with its line breaks and tabs, any other byte as {@code \x9b}; what
   * is very long is cut.
   */
  static String payload(byte[] payload) {
    int shown = Math.min(payload.length, MAX_PAYLOAD);
    StringBuilder text = new StringBuilder(shown + 16);
    decode(ByteBuffer.wrap(payload, 0, shown), text);
    if (shown < payload.length) {
      text.append("… (").append(payload.length - shown).append(" more bytes)");
    }
    return text.toString();
  }

  private static void decode(ByteBuffer bytes, StringBuilder to) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(bytes.remaining());
    while (bytes.hasRemaining()) {
      CoderResult result = decoder.decode(bytes, chars.clear(), true);
      append(chars.flip(), to);
      int wrong = result.isError() ? result.length() : 0;
      for (int i = 0; i < wrong; i++) {
        to.append(String.format("\\x%02x", bytes.get()));
      }
    }
  }

  /** Text as it is shown; its lines stay lines, and its tabs. */
  static void append(CharSequence text, StringBuilder to) {
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\t') {
                to.appendCodePoint(c);
              } else {
                PrintableText.append(to, c);
              }
            });
  }

  /** JSON: what is not shown as it is stands as JSON escapes it. */
  static String json(byte[] json) {
    StringBuilder text = new StringBuilder(json.length);
    for (char c : new String(json, StandardCharsets.UTF_8).toCharArray()) {
      if (c == '\n' || c == '\t' || Character.isSurrogate(c) || PrintableText.isSafe(c)) {
        text.append(c);
      } else {
        text.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.toString();
  }
}
