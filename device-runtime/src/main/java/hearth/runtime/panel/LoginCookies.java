package hearth.runtime.panel;

import static java.nio.charset.StandardCharsets.UTF_8;

import hearth.io.loop.Clock;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The words by which a browser is known again, {@code USER.EXPIRY.MAC}: there is no list of them to
 * keep. The code covers the user's line of the password file, so that a new password ends them all.
 */
public final class LoginCookies {
  /** How long a browser is known. */
  static final Duration COOKIE_HOLDS = Duration.ofDays(180);

  /** How long a code of {@code hearth pair} waits to be used. */
  static final Duration CODE_HOLDS = Duration.ofMinutes(5);

  /** What a word is for: one is not good as the other. */
  enum Purpose {
    COOKIE,
    PAIRING
  }

  /**
   * A word that is good.
   *
   * @param expiry seconds since 1970
   */
  record Known(String user, long expiry, String mac) {}

  private static final String HMAC = "HmacSHA256";

  /** What is longer is none of ours, and is not held. */
  static final int MAX_LENGTH = 2048;

  private final Supplier<byte[]> key;
  private final Clock clock;
  private final ToLongFunction<String> stamps;

  /**
   * Makes and knows words.
   *
   * @param key asked each time; whoever knows it may be anybody
   * @param stamps a number that changes with the user's line of the password file, 0 for no user
   */
  public LoginCookies(Supplier<byte[]> key, Clock clock, ToLongFunction<String> stamps) {
    this.key = key;
    this.clock = clock;
    this.stamps = stamps;
  }

  /** A code for {@code hearth pair}. */
  public String pairingCode(String user) {
    return word(Purpose.PAIRING, user, CODE_HOLDS);
  }

  String cookie(String user) {
    return word(Purpose.COOKIE, user, COOKIE_HOLDS);
  }

  private String word(Purpose purpose, String user, Duration holds) {
    long expiry = clock.wallTime().getEpochSecond() + holds.toSeconds();
    return encoded(user.getBytes(UTF_8)) + "." + expiry + "." + mac(purpose, user, expiry);
  }

  /** What a word says; null where it is not good, be it expired, forged or of an old password. */
  Known known(Purpose purpose, String word) {
    String[] parts = word.split("\\.", -1);
    if (word.length() > MAX_LENGTH || parts.length != 3 || !parts[1].matches("[0-9]{1,12}")) {
      return null;
    }
    long expiry = Long.parseLong(parts[1]);
    long now = clock.wallTime().getEpochSecond();
    String user;
    try {
      user = new String(Base64.getUrlDecoder().decode(parts[0]), UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
    byte[] right = mac(purpose, user, expiry).getBytes(UTF_8);
    boolean isGood = MessageDigest.isEqual(right, parts[2].getBytes(UTF_8));
    return isGood && stamps.applyAsLong(user) != 0 && now < expiry
        ? new Known(user, expiry, parts[2])
        : null;
  }

  private String mac(Purpose purpose, String user, long expiry) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.get(), HMAC));
      String all = purpose + "\0" + user + "\0" + expiry + "\0" + stamps.applyAsLong(user);
      return encoded(mac.doFinal(all.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + HMAC, e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
