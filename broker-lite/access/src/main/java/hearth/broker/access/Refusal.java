package hearth.broker.access;

import hearth.io.text.PrintableText;
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
  /** Of the two parts of {@link #who}, each of which is cut by itself. */
  private static final int MAX_WHO = 2 * (PrintableText.MAX_LENGTH * "\\u{10ffff}".length()) + 64;

  public Refusal {
    who = PrintableText.of(who, MAX_WHO);
    host = PrintableText.of(host);
    what = PrintableText.of(what);
    why = PrintableText.of(why);
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
            : "client '" + PrintableText.of(clientIdentifier) + "'";
    return user == null ? client : client + " of user '" + PrintableText.of(user) + "'";
  }

  /** As a log line shows it, without the time. */
  @Override
  public String toString() {
    return "refused " + who + " from " + host + " to " + what + ": " + why;
  }
}
