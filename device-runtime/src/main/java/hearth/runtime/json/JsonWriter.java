package hearth.runtime.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes one JSON text from its beginning to its end. Commas and line breaks come by themselves;
 * that every object and array is ended, and that names stand in objects, is up to the caller.
 *
 * <pre>{@code
 * new JsonWriter(false).beginObject().name("state").string("ON").endObject().toString()
 * }</pre>
 */
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean pretty;
  private int depth;
  private boolean first = true;
  private boolean named;

  /**
   * An empty text.
   *
   * @param pretty whether each member stands on a line of its own, indented by tabs
   */
  public JsonWriter(boolean pretty) {
    this.pretty = pretty;
  }

  public JsonWriter beginObject() {
    return begin("{");
  }

  public JsonWriter endObject() {
    return end("}");
  }

  public JsonWriter beginArray() {
    return begin("[");
  }

  public JsonWriter endArray() {
    return end("]");
  }

  private JsonWriter begin(String bracket) {
    separate();
    text(bracket);
    depth++;
    first = true;
    return this;
  }

  private JsonWriter end(String bracket) {
    depth--;
    newLine();
    text(bracket);
    first = false;
    return this;
  }

  /** The name of the next value, in an object. */
  public JsonWriter name(String name) {
    separate();
    quote(name);
    text(pretty ? ":\t" : ":");
    named = true;
    return this;
  }

  public JsonWriter string(String value) {
    separate();
    quote(value);
    return this;
  }

  public JsonWriter number(long value) {
    return raw(Long.toString(value).getBytes(StandardCharsets.UTF_8));
  }

  public JsonWriter bool(boolean value) {
    return raw(Boolean.toString(value).getBytes(StandardCharsets.UTF_8));
  }

  public JsonWriter nothing() {
    return raw("null".getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A value that is JSON already.
   *
   * @param json not checked
   */
  public JsonWriter raw(byte[] json) {
    separate();
    out.writeBytes(json);
    return this;
  }

  /** A name and its string: what most members are. */
  public JsonWriter member(String name, String value) {
    return name(name).string(value);
  }

  private void separate() {
    if (named) {
      named = false;
      return;
    }
    if (depth > 0) {
      text(first ? "" : ",");
      newLine();
    }
    first = false;
  }

  private void newLine() {
    if (pretty) {
      text("\n" + "\t".repeat(depth));
    }
  }

  private void text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default -> {
          if (c < ' ') {
            quoted.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    text(quoted.append('"').toString());
  }

  /** The text so far, in UTF-8. */
  public byte[] toBytes() {
    return out.toByteArray();
  }

  /** The text so far. */
  @Override
  public String toString() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
