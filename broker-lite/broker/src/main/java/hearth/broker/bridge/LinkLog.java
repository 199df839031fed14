package hearth.broker.bridge;

import hearth.io.loop.Clock;
import hearth.io.loop.TokenBucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.tinylog.Logger;

/**
 * Tells the log how it is with one link: what is new, and of one that comes and goes all the time
 * as much as a person can read.
 */
final class LinkLog {
  private static final int BURST = 40;
  private static final long EACH_NANOS = Duration.ofMinutes(5).toNanos();

  private final String link;
  private final Clock clock;
  private final TokenBucket lines;

  /** Why each server was of no use last, since the last connection. */
  private final Map<BridgeServer, String> told = new HashMap<>();

  private long untold;

  LinkLog(String link, Clock clock) {
    this.link = link;
    this.clock = clock;
    this.lines = new TokenBucket(BURST, EACH_NANOS, clock.nanoTime());
  }

  /** The link is there. */
  void connected(String how) {
    told.clear();
    if (mayTell()) {
      Logger.info("Bridge {}: connected to {}{}", link, how, andUntold());
    }
  }

  /** A connection, or an attempt at one, has ended; the same of the same server is no news. */
  void failed(BridgeServer server, String why) {
    boolean isNews = !String.valueOf(why).equals(told.put(server, String.valueOf(why)));
    if (isNews && mayTell()) {
      Logger.warn("Bridge {}: {}: {}{}", link, server, why, andUntold());
    } else {
      Logger.debug("Bridge {}: {}: {}", link, server, why);
    }
  }

  private boolean mayTell() {
    boolean may = lines.take(clock.nanoTime());
    untold += may ? 0 : 1;
    return may;
  }

  private String andUntold() {
    String text = untold == 0 ? "" : "; " + untold + " times before it came or went untold";
    untold = 0;
    return text;
  }
}
