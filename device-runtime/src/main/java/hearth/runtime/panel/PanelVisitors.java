package hearth.runtime.panel;

import hearth.io.loop.Clock;
import hearth.io.net.HttpSite;
import hearth.runtime.panel.LoginCookies.Known;
import hearth.runtime.panel.LoginCookies.Purpose;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * Who is known again. A ticket is got over MQTT, by who has logged in, and traded over HTTP, since
 * only there a cookie can be set that no script reads. On the loop's thread.
 *
 * <pre>
 *   $SYS/broker/panel/ticket --> ticket --GET /keep----> cookie      once, within a minute
 *                                       --GET /forget--> no cookie
 *   hearth pair -------------->  code  --GET /pair----> cookie      once, within five minutes
 *   cookie --GET /mqtt, CONNECT without user name--> the user, until the password changes
 * </pre>
 */
public final class PanelVisitors {
  /** How long a ticket waits to be traded. */
  static final Duration TICKET_HOLDS = Duration.ofSeconds(60);

  private static final int TICKET_BYTES = 16;
  private static final int MAX_TICKETS = 256;

  private record Ticket(String user, long stamp, long dueNanos) {}

  private final LoginCookies cookies;
  private final Clock clock;
  private final ToLongFunction<String> stamps;
  private final RandomGenerator random;

  /** When codes were made that this process may not know to have been used before. */
  private final long startSeconds;

  private final Map<String, Ticket> tickets = new LinkedHashMap<>();

  /** Codes that were used, with when they expire. */
  private final Map<String, Long> used = new LinkedHashMap<>();

  /**
   * Knows nobody yet.
   *
   * @param stamps as in {@link LoginCookies}
   * @param random makes tickets; nobody may foresee it
   */
  public PanelVisitors(
      LoginCookies cookies, Clock clock, ToLongFunction<String> stamps, RandomGenerator random) {
    this.cookies = cookies;
    this.clock = clock;
    this.stamps = stamps;
    this.random = random;
    this.startSeconds = clock.wallTime().getEpochSecond();
  }

  /** A ticket for a user, who has logged in; of too many, the oldest is good no more. */
  public String ticket(String user) {
    dropOld();
    if (tickets.size() >= MAX_TICKETS) {
      tickets.remove(tickets.keySet().iterator().next());
    }
    byte[] bytes = new byte[TICKET_BYTES];
    random.nextBytes(bytes);
    String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    long due = clock.nanoTime() + TICKET_HOLDS.toNanos();
    tickets.put(ticket, new Ticket(user, stamps.applyAsLong(user), due));
    return ticket;
  }

  /**
   * Ours of the cookies that a browser has sent, or null.
   *
   * @param header the value of the field Cookie
   */
  public String cookie(String header, boolean secure) {
    for (String each : header.split(";")) {
      String[] parts = each.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equals(name(secure))) {
        return parts[1].length() > LoginCookies.MAX_LENGTH ? null : parts[1];
      }
    }
    return null;
  }

  /** The user whom a cookie names, or null where it is good no more. */
  public String user(String cookie) {
    Known known = cookies.known(Purpose.COOKIE, cookie);
    return known == null ? null : known.user();
  }

  /** What a site trades, by https or not. */
  public HttpSite.Visitors at(boolean secure) {
    return new HttpSite.Visitors() {
      @Override
      public boolean trades(String path) {
        return path.equals("/keep") || path.equals("/forget") || path.equals("/pair");
      }

      @Override
      public String trade(String path, String ticket) {
        String user = path.equals("/pair") ? paired(ticket) : redeemed(ticket);
        if (user == null) {
          return null;
        }
        return path.equals("/forget")
            ? cookie("", Duration.ZERO, secure)
            : cookie(cookies.cookie(user), LoginCookies.COOKIE_HOLDS, secure);
      }
    };
  }

  private String redeemed(String ticket) {
    dropOld();
    Ticket found = tickets.remove(ticket);
    boolean isGood = found != null && found.stamp == stamps.applyAsLong(found.user);
    return isGood ? found.user : null;
  }

  private String paired(String code) {
    dropOld();
    Known known = cookies.known(Purpose.PAIRING, code);
    if (known == null) {
      return null;
    }
    boolean isOfBefore = known.expiry() - LoginCookies.CODE_HOLDS.toSeconds() < startSeconds;
    boolean isNew = !isOfBefore && used.size() < MAX_TICKETS;
    return isNew && used.putIfAbsent(known.mac(), known.expiry()) == null ? known.user() : null;
  }

  private void dropOld() {
    long now = clock.nanoTime();
    tickets.values().removeIf(ticket -> now - ticket.dueNanos >= 0);
    long seconds = clock.wallTime().getEpochSecond();
    used.values().removeIf(expiry -> expiry < seconds);
  }

  private static String name(boolean secure) {
    return secure ? "__Secure-hearth" : "hearth";
  }

  /** Sent to WebSocket alone, by our own page alone, and read by no script. */
  private static String cookie(String value, Duration age, boolean secure) {
    return name(secure)
        + "="
        + value
        + "; HttpOnly; SameSite=Strict; Path=/mqtt; Max-Age="
        + age.toSeconds()
        + (secure ? "; Secure" : "");
  }
}
