package hearth.broker.bridge;

import hearth.protocol.packet.Publish;
import org.tinylog.Logger;

/**
 * Which message ends the connection. A remote that does not like a message closes, and gets it
 * again with the next connection, for ever. After an accident messages go one by one, until one has
 * been answered; the one that was alone in flight at several ends in a row is guilty.
 *
 * <pre>
 *   as many as go --an end with unanswered ones--> one by one --an answer--> twice as many ...
 *                                                  one by one --an end--> again, counted
 * </pre>
 */
final class Accidents {
  /** A server that is killed again and again is no message's fault: not so often in a row. */
  private static final int ENOUGH = 5;

  private final String bridge;
  private int max;
  private int window;
  private boolean isCareful;
  private Publish suspect;
  private int ends;

  Accidents(String bridge) {
    this.bridge = bridge;
  }

  /**
   * A connection has begun.
   *
   * @param max how many messages the remote takes before it answers
   */
  void begin(int max) {
    this.max = max;
    this.window = isCareful ? 1 : max;
  }

  /** How many messages may be in flight now. */
  int window() {
    return window;
  }

  /** The remote has answered a message. */
  void answered() {
    if (isCareful) {
      forget();
      window = Math.min(max, window * 2);
      isCareful = window < max;
    }
  }

  /**
   * The remote has ended the connection.
   *
   * @param oldest of the messages that it has not answered
   */
  void happened(Publish oldest, int unanswered) {
    if (!isCareful || unanswered > 1) {
      isCareful = true;
      forget();
      return;
    }
    ends = isSame(oldest) ? ends + 1 : 1;
    suspect = oldest;
    Logger.debug("Bridge {}: end {} of a connection with {}", bridge, ends, oldest);
  }

  /** Whether this message has ended so many connections that it is not sent again. */
  boolean isGuilty(Publish publish) {
    return ends >= ENOUGH && isSame(publish);
  }

  private boolean isSame(Publish publish) {
    return suspect != null
        && suspect.packetIdentifier() == publish.packetIdentifier()
        && suspect.topic().equals(publish.topic());
  }

  void forget() {
    suspect = null;
    ends = 0;
  }
}
