package hearth.broker.session;

import hearth.broker.Statistics;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Messages of QoS 1 and 2 that wait for one client, in their order, with the memory they take. Each
 * is an object, or packed with its neighbours while the client is away.
 */
final class MessageQueue {
  /** {@link OutgoingMessage} and {@link PackedMessages}. */
  private final ArrayDeque<Object> messages = new ArrayDeque<>(4);

  private final SessionLimits limits;
  private final Statistics statistics;
  private int size;
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
    if (size >= limits.queuedMessages()
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
    size++;
    bytes += outgoing.memory();
  }

  /** Nobody else has the message that was queued last, and nobody will ask for it soon. */
  void packLast() {
    if (messages.peekLast() instanceof OutgoingMessage last && PackedMessages.canPack(last)) {
      messages.removeLast();
      PackedMessages before = messages.peekLast() instanceof PackedMessages packed ? packed : null;
      if (before == null || !before.add(last)) {
        messages.add(new PackedMessages(last, before));
      }
    }
  }

  /** The first, or null. */
  OutgoingMessage peek() {
    if (messages.peek() instanceof PackedMessages packed) {
      OutgoingMessage first = packed.poll();
      if (packed.isEmpty()) {
        messages.remove();
      }
      messages.addFirst(first);
    }
    return (OutgoingMessage) messages.peek();
  }

  /** Takes the first out, or returns null. */
  OutgoingMessage poll() {
    OutgoingMessage first = peek();
    if (first != null) {
      messages.remove();
      size--;
      bytes -= first.memory();
      statistics.releaseQueued(first.memory());
    }
    return first;
  }

  void forEach(Consumer<? super OutgoingMessage> action) {
    for (Object each : messages) {
      if (each instanceof PackedMessages packed) {
        packed.forEach(action);
      } else {
        action.accept((OutgoingMessage) each);
      }
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }
}
