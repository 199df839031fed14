package hearth.runtime.thing;

import hearth.io.loop.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells a command from the broker's copy of our own message, where both come on one topic. A broker
 * of 3.1.1 sends every message to its publisher too (5.0 has No Local); it keeps their order. So
 * what was published is remembered, and the next message with the same payload is taken for its
 * echo, once:
 *
 * <pre>
 *   we publish   ON              OFF
 *   we receive        OFF             ON     OFF
 *                     a command       echo   echo
 * </pre>
 *
 * A phone's message with the very payload that is awaited may be taken for the echo; then the echo
 * is taken for the phone's, which comes to the same.
 */
final class EchoFilter {
  /** An echo that has not come by then was lost, or the broker sends none. */
  private static final long WAIT_TIMEOUT_NANOS = Duration.ofSeconds(5).toNanos();

  /**
   * A message of ours.
   *
   * @param nanoTime of publishing
   */
  private record Published(String payload, long nanoTime) {}

  private final Clock clock;
  private final Deque<Published> awaited = new ArrayDeque<>();

  EchoFilter(Clock clock) {
    this.clock = clock;
  }

  /** Our message has gone out. */
  void published(String payload) {
    dropLost();
    awaited.add(new Published(payload, clock.nanoTime()));
  }

  /** Whether a message that has come in is ours; asks once for each message. */
  boolean isEcho(String payload) {
    dropLost();
    for (Published published : awaited) {
      if (published.payload.equals(payload)) {
        return awaited.removeFirstOccurrence(published);
      }
    }
    return false;
  }

  /** The connection is new: what was published on the last one ended or came back there. */
  void reconnected() {
    awaited.clear();
  }

  private void dropLost() {
    long now = clock.nanoTime();
    awaited.removeIf(published -> now - published.nanoTime > WAIT_TIMEOUT_NANOS);
  }
}
