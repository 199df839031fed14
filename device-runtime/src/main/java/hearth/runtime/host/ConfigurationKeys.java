package hearth.runtime.host;

import hearth.broker.session.ClientConnection;
import hearth.broker.session.Session;
import hearth.io.loop.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * What stands for a password that was right a moment ago: good for ten minutes, on the connection
 * that it was given to, and as long as that password is the user's. On the loop's thread.
 */
final class ConfigurationKeys {
  private static final long GOOD_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int MAX = 16;
  private static final int BYTES = 16;

  /** One of them, and what its holder has seen. */
  static final class Key {
    private final String text;
    private final ClientConnection holder;
    private final String user;
    private final long stamp;
    private final long until;

    /** What was in the file when its holder saw it last; null before. */
    private String seen;

    private Key(String text, ClientConnection holder, String user, long stamp, long until) {
      this.text = text;
      this.holder = holder;
      this.user = user;
      this.stamp = stamp;
      this.until = until;
    }

    String text() {
      return text;
    }

    void sees(String fileText) {
      seen = fileText;
    }

    boolean hasSeen(String fileText) {
      return seen == null || seen.equals(fileText);
    }
  }

  private final Clock clock;
  private final ToLongFunction<String> stamps;
  private final RandomGenerator random;
  private final Deque<Key> keys = new ArrayDeque<>();

  /**
   * @param stamps of a user's password
   * @param random a secure source
   */
  ConfigurationKeys(Clock clock, ToLongFunction<String> stamps, RandomGenerator random) {
    this.clock = clock;
    this.stamps = stamps;
    this.random = random;
  }

  /** A new one, for who has just shown the right password; the oldest of too many goes. */
  Key issue(Session to) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    keys.removeIf(each -> !isGood(each) || each.holder == to.holder());
    if (keys.size() == MAX) {
      keys.removeFirst();
    }
    String user = to.userName();
    Key made =
        new Key(text, to.holder(), user, stamps.applyAsLong(user), clock.nanoTime() + GOOD_NANOS);
    keys.addLast(made);
    return made;
  }

  /** The one of this text, where it is good for who shows it; else null. */
  Key find(String text, Session shownBy) {
    return keys.stream()
        .filter(each -> each.text.equals(text) && isGood(each))
        .filter(each -> each.holder == shownBy.holder())
        .filter(each -> each.user.equals(shownBy.userName()))
        .findFirst()
        .orElse(null);
  }

  private boolean isGood(Key key) {
    return clock.nanoTime() - key.until < 0 && stamps.applyAsLong(key.user) == key.stamp;
  }
}
