package hearth.broker.access;

import java.time.Instant;

/**
 * Something that the broker did not do for somebody, in plain words. Strangers choose most of the
 * texts: they are cut to a sane length, and nothing in them can start a new line or steer a
 * terminal.
 *
 * @param when for people to read
 * @param who the Client Identifier and the user as far as known, never a password
 * @param host the address without its port, which log lines are counted by
 * @param what what was asked, as {@code publish to home/safe}
 * @param why the reason, as {@code the password is wrong}, without secrets
 */
public record Refusal(Instant when, String who, String host, String what, String why) {
  private static final int MAXIMUM_LENGTH = 200;

  public Refusal {
    who = printable(who);
    host = printable(host);
    what = printable(what);
    why = printable(why);
  }

  /**
   * The name of a client for {@link #who}.
   *
   * @param clientIdentifier null or empty where it is not known
   * @param user null where there is none
   */
  public static String who(String clientIdentifier, String user) {
    String client =
        clientIdentifier == null || clientIdentifier.isEmpty()
            ? "a client without identifier"
            : "client '" + printable(clientIdentifier) + "'";
    return user == null ? client : client + " of user '" + printable(user) + "'";
  }

  /** A text that is safe in a log: control and format characters written out, cut where long. */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().limit(MAXIMUM_LENGTH).forEach(c -> appendPrintable(safe, c));
    boolean cut = text.codePointCount(0, text.length()) > MAXIMUM_LENGTH;
    return cut ? safe.append('…').toString() : safe.toString();
  }

  private static void appendPrintable(StringBuilder safe, int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          safe.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
      default -> safe.appendCodePoint(codePoint);
    }
  }

  /** As a log line shows it, without the time. */
  @Override
  public String toString() {
    return "refused " + who + " from " + host + " to " + what + ": " + why;
  }
}
