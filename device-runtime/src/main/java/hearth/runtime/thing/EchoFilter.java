package hearth.runtime.thing;

import hearth.io.loop.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;

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
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(5).toNanos();

  /**
   * A message of ours.
   *
   * @param taken done when the broker has acknowledged it: then it is not sent a second time
   * @param nanoTime of publishing, or of the connection on which it was published again
   */
  private record Published(String payload, Future<?> taken, long nanoTime) {}

  private final Clock clock;
  private final Deque<Published> awaited = new ArrayDeque<>();

  EchoFilter(Clock clock) {
    this.clock = clock;
  }

  /** Our message has gone out. */
  void published(String payload, Future<?> taken) {
    dropLost();
    awaited.add(new Published(payload, taken, clock.nanoTime()));
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

  /**
   * The connection is new. What the broker has acknowledged on the last one does not come back;
   * what it has not is published again by the client, and its echo comes now.
   */
  void reconnected() {
    List<Published> again =
        awaited.stream()
            .filter(published -> !published.taken.isDone())
            .map(published -> new Published(published.payload, published.taken, clock.nanoTime()))
            .toList();
    awaited.clear();
    awaited.addAll(again);
  }

  private void dropLost() {
    long now = clock.nanoTime();
    awaited.removeIf(published -> now - published.nanoTime > LONGEST_WAIT_NANOS);
  }
}
