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
 *
 * <p>A link that comes and goes ends connections, too, whatever they carry. So only an end counts
 * of a connection that had held for a while when the message was sent; where it never holds for so
 * long, every other one is tried at once.
 */
final class Accidents {
  /** A server that is killed again and again is no message's fault: not so often in a row. */
  private static final int ENOUGH = 5;

  /** A connection that has held for so long was not about to end anyway. */
  private static final long STEADY_NANOS = 1_000_000_000L;

  private final String bridge;
  private int max;
  private int window;
  private boolean isCareful;

  /** Whether the next message waits until the connection is steady. */
  private boolean waits;

  private long beganAt;
  private boolean wasSteady;
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
  void begin(int max, long nanoTime) {
    this.beganAt = nanoTime;
    this.max = max;
    this.window = isCareful ? 1 : max;
  }

  /** How many messages may be in flight now. */
  int window() {
    return window;
  }

  /** For how long no message may go yet. */
  long nanosToWait(long nanoTime) {
    return waits ? Math.max(0, beganAt + STEADY_NANOS - nanoTime) : 0;
  }

  /** A message was sent. */
  void sent(long nanoTime) {
    wasSteady = nanoTime - beganAt >= STEADY_NANOS;
  }

  /** The remote has answered a message. */
  void answered() {
    waits = false;
    if (isCareful) {
      forget();
      window = Math.min(max, window * 2);
      isCareful = window < max;
    }
  }

  /** A connection has ended on which nothing waited for an answer. */
  void endedIdle() {
    waits = false;
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
    waits = true;
    if (!wasSteady) {
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
