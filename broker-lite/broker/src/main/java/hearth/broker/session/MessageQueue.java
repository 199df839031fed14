package hearth.broker.session;

import hearth.broker.Statistics;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Messages of QoS 1 and 2 that wait for one client, in their order, with the memory they take. */
final class MessageQueue {
  private final ArrayDeque<OutgoingMessage> messages = new ArrayDeque<>(4);
  private final SessionLimits limits;
  private final Statistics statistics;
  private long bytes;

  /**
   * @param statistics knows what the queues of all sessions take together
   */
  MessageQueue(SessionLimits limits, Statistics statistics) {
    this.limits = limits;
    this.statistics = statistics;
  }

  /** Takes a message, or returns false where a limit is reached. */
  boolean offer(OutgoingMessage outgoing) {
    if (messages.size() >= limits.queuedMessages()
        || bytes + outgoing.memory() > limits.queuedBytes()
        || !statistics.reserveQueued(outgoing.memory())) {
      return false;
    }
    append(outgoing);
    return true;
  }

  /** Takes a message of before a restart, whatever the limits are now: it was promised. */
  void restore(OutgoingMessage outgoing) {
    statistics.restoreQueued(outgoing.memory());
    append(outgoing);
  }

  private void append(OutgoingMessage outgoing) {
    messages.add(outgoing);
    bytes += outgoing.memory();
  }

  /** The first, or null. */
  OutgoingMessage peek() {
    return messages.peek();
  }

  /** Takes the first out, or returns null. */
  OutgoingMessage poll() {
    OutgoingMessage first = messages.poll();
    if (first != null) {
      bytes -= first.memory();
      statistics.releaseQueued(first.memory());
    }
    return first;
  }

  void forEach(Consumer<? super OutgoingMessage> action) {
    messages.forEach(action);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  int size() {
    return messages.size();
  }
}
