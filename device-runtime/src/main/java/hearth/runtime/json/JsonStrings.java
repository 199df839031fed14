package hearth.runtime.json;

import java.util.HashMap;
import java.util.Map;

/**
 * Reads an object whose members are all strings, in one pass and into nothing but them, however
 * long they are: {@code {"password":"..","text":".."}}.
 */
public final class JsonStrings {
  private static final int MAX_MEMBERS = 8;

  private final String json;
  private int at;

  private JsonStrings(String json) {
    this.json = json;
  }

  /** The members; null where it is anything else. */
  public static Map<String, String> of(String json) {
    return new JsonStrings(json).object();
  }

  private Map<String, String> object() {
    Map<String, String> members = new HashMap<>();
    if (!take('{')) {
      return null;
    }
    if (take('}')) {
      return isAtEnd() ? members : null;
    }
    do {
      String name = string();
      String value = name != null && take(':') ? string() : null;
      if (value == null || members.put(name, value) != null || members.size() > MAX_MEMBERS) {
        return null;
      }
    } while (take(','));
    return take('}') && isAtEnd() ? members : null;
  }

  private boolean take(char wanted) {
    skipBlanks();
    boolean isThere = at < json.length() && json.charAt(at) == wanted;
    at += isThere ? 1 : 0;
    return isThere;
  }

  private boolean isAtEnd() {
    skipBlanks();
    return at == json.length();
  }

  private void skipBlanks() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }

  /** RFC 8259, 7; null where it is none. */
  private String string() {
    if (!take('"')) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    while (at < json.length()) {
      char c = json.charAt(at++);
      if (c == '"') {
        return text.toString();
      }
      int read = c == '\\' ? escaped() : c < ' ' ? -1 : c;
      if (read < 0) {
        return null;
      }
      text.append((char) read);
    }
    return null;
  }

  private int escaped() {
    if (at == json.length()) {
      return -1;
    }
    char c = json.charAt(at++);
    int known = "\"\\/bfnrt".indexOf(c);
    if (known >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(known);
    }
    if (c != 'u' || at + 4 > json.length()) {
      return -1;
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(json.charAt(at++), 16);
      if (digit < 0) {
        return -1;
      }
      code = code << 4 | digit;
    }
    return code;
  }
}
