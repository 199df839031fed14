package hearth.io.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an HTTP/1.1 message (RFC 9112): a first line and fields, as strict as it is small.
 */
final class HttpHead {
  private static final int END = 0x0D0A_0D0A;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private final String firstLine;
  private final Map<String, String> fields;

  private HttpHead(String firstLine, Map<String, String> fields) {
    this.firstLine = firstLine;
    this.fields = fields;
  }

  /**
   * Reads a head, if it is there as a whole; leaves the position behind it.
   *
   * @param limit the most bytes that it may have
   * @return null where more bytes are needed; the position stays then
   */
  static HttpHead read(ByteBuffer in, int limit) throws HttpRefusal {
    int end = end(in);
    if (end < 0 && in.remaining() < limit) {
      return null;
    }
    if (end < 0 || end - in.position() > limit) {
      throw new HttpRefusal(
          "431 Request Header Fields Too Large",
          "the head of the request is longer than " + limit + " bytes");
    }
    byte[] head = new byte[end - in.position()];
    in.get(head);
    String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n");
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      addField(fields, lines[i]);
    }
    return new HttpHead(checked(lines[0]), fields);
  }

  /** Behind the empty line, or -1. */
  private static int end(ByteBuffer in) {
    for (int at = in.position(); at + 4 <= in.limit(); at++) {
      if (in.getInt(at) == END) {
        return at + 4;
      }
    }
    return -1;
  }

  private static void addField(Map<String, String> fields, String line) throws HttpRefusal {
    int colon = line.indexOf(':');
    if (colon < 1 || !isToken(line.substring(0, colon))) {
      throw badRequest("a line of the head is no field");
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    fields.merge(name, checked(line.substring(colon + 1).strip()), (a, b) -> a + ", " + b);
  }

  private static boolean isToken(String name) {
    return name.chars()
        .allMatch(c -> c < 0x7F && (Character.isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0));
  }

  private static String checked(String text) throws HttpRefusal {
    if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F)) {
      throw badRequest("the head has a control character in it");
    }
    return text;
  }

  private static HttpRefusal badRequest(String message) {
    return new HttpRefusal("400 Bad Request", message);
  }

  String firstLine() {
    return firstLine;
  }

  /** The value of a field, several joined by commas; empty where there is none. */
  String field(String lowerCaseName) {
    return fields.getOrDefault(lowerCaseName, "");
  }

  /** Whether a field's comma-separated list has this in it, in whatever case. */
  boolean lists(String lowerCaseName, String token) {
    for (String element : list(lowerCaseName)) {
      if (element.equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The elements of a comma-separated list. Without a pattern: blanks in one would cost their
   * square.
   */
  String[] list(String lowerCaseName) {
    String[] elements = field(lowerCaseName).split(",");
    Arrays.setAll(elements, i -> elements[i].strip());
    return elements;
  }
}
