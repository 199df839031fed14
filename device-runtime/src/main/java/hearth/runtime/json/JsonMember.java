package hearth.runtime.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds one member of an object without reading all of it: for values that come all the time. */
public final class JsonMember {
  private final byte[] json;
  private int at;

  private JsonMember(byte[] json) {
    this.json = json;
  }

  /**
   * The value of a member of the outermost object.
   *
   * @return a number, a word or the content of a string as it stands there; null where there is no
   *     such member, or where it is an object, a list or a string with escapes
   */
  public static byte[] of(byte[] json, String name) {
    return new JsonMember(json).find(name.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] find(byte[] name) {
    if (next() != '{') {
      return null;
    }
    at++;
    while (next() == '"') {
      byte[] key = string();
      if (next() != ':') {
        return null;
      }
      at++;
      next();
      if (Arrays.equals(key, name)) {
        return value();
      }
      skip();
      if (next() == ',') {
        at++;
      }
    }
    return null;
  }

  /** The next byte that is no blank, which stays; -1 at the end. */
  private int next() {
    while (at < json.length && json[at] <= ' ' && json[at] >= 0) {
      at++;
    }
    return at < json.length ? json[at] : -1;
  }

  /** Its content; null where it has escapes. */
  private byte[] string() {
    int from = ++at;
    boolean isPlain = true;
    while (at < json.length && json[at] != '"') {
      isPlain &= json[at] != '\\';
      at += json[at] == '\\' ? 2 : 1;
    }
    int to = Math.min(at, json.length);
    at++;
    return isPlain ? Arrays.copyOfRange(json, from, to) : null;
  }

  private byte[] value() {
    int first = next();
    if (first == '"') {
      return string();
    }
    if (first == '{' || first == '[') {
      return null;
    }
    int from = at;
    skip();
    return Arrays.copyOfRange(json, from, at);
  }

  /** Passes a value over, however deep it is. */
  private void skip() {
    int depth = 0;
    while (at < json.length) {
      byte each = json[at];
      if (each == '"') {
        string();
        continue;
      }
      if (depth == 0 && (each == ',' || each == '}' || each == ']' || (each <= ' ' && each >= 0))) {
        return;
      }
      depth += each == '{' || each == '[' ? 1 : each == '}' || each == ']' ? -1 : 0;
      at++;
      if (depth == 0 && (each == '}' || each == ']')) {
        return;
      }
    }
  }
}
