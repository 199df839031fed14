package hearth.runtime.json;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads one JSON text (RFC 8259), as far as it takes to know that it is one. */
public final class JsonText {
  /** What readers of JSON usually allow; nobody's stack overflows. */
  private static final int MAX_DEPTH = 1000;

  private static final int END = -1;

  private final byte[] in;
  private final ByteArrayOutputStream out;
  private int at;

  private JsonText(byte[] text) {
    this.in = text;
    this.out = new ByteArrayOutputStream(text.length);
  }

  /** The text without what stands between its tokens; null where it is not JSON. */
  public static byte[] compact(byte[] text) {
    if (!isUtf8(text)) {
      return null;
    }
    JsonText json = new JsonText(text);
    return json.value(0) && json.next() == END ? json.out.toByteArray() : null;
  }

  private static boolean isUtf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The first byte of the next token, which stays, or {@link #END}. */
  private int next() {
    while (at < in.length && " \t\n\r".indexOf(in[at]) >= 0) {
      at++;
    }
    return at < in.length ? in[at] : END;
  }

  private boolean value(int depth) {
    return switch (next()) {
      case '{' -> depth < MAX_DEPTH && members('}', depth + 1, true);
      case '[' -> depth < MAX_DEPTH && members(']', depth + 1, false);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean members(char close, int depth, boolean named) {
    take();
    if (next() == close) {
      return take();
    }
    while (true) {
      if (named && !(next() == '"' && string() && next() == ':' && take())) {
        return false;
      }
      if (!value(depth)) {
        return false;
      }
      int after = next();
      if (after == close) {
        return take();
      }
      if (after != ',') {
        return false;
      }
      take();
    }
  }

  private boolean string() {
    take();
    while (at < in.length) {
      byte c = in[at];
      take();
      if (c == '"') {
        return true;
      }
      if ((c >= 0 && c < ' ') || (c == '\\' && !escape())) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    if (at == in.length || "\"\\/bfnrtu".indexOf(in[at]) < 0) {
      return false;
    }
    boolean hex = in[at] == 'u';
    take();
    for (int i = 0; hex && i < 4; i++) {
      if (at == in.length || Character.digit(in[at], 16) < 0) {
        return false;
      }
      take();
    }
    return true;
  }

  private boolean word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at == in.length || in[at] != word.charAt(i)) {
        return false;
      }
      take();
    }
    return true;
  }

  private boolean number() {
    if (at < in.length && in[at] == '-') {
      take();
    }
    boolean zero = at < in.length && in[at] == '0';
    int whole = digits();
    if (whole == 0 || (zero && whole > 1)) {
      return false;
    }
    if (at < in.length && in[at] == '.' && !(take() && digits() > 0)) {
      return false;
    }
    return at == in.length || (in[at] | 0x20) != 'e' || exponent();
  }

  private boolean exponent() {
    take();
    if (at < in.length && (in[at] == '+' || in[at] == '-')) {
      take();
    }
    return digits() > 0;
  }

  private int digits() {
    int start = at;
    while (at < in.length && in[at] >= '0' && in[at] <= '9') {
      take();
    }
    return at - start;
  }

  private boolean take() {
    out.write(in[at++]);
    return true;
  }
}
