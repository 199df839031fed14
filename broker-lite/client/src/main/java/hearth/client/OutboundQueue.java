package hearth.client;

import hearth.protocol.packet.QoS;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Messages that wait: for the loop, for the server's acknowledgements, or for a server. Bounded by
 * count and bytes. Any thread may use it.
 */
final class OutboundQueue {
  private final int maxMessages;
  private final long maxBytes;
  private final OverflowPolicy policy;
  private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
  private long bytes;
  private CompletableFuture<Void> room;

  OutboundQueue(int maxMessages, long maxBytes, OverflowPolicy policy) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.policy = policy;
  }

  /**
   * Puts a message last.
   *
   * @return those that had to go for it, perhaps itself
   */
  synchronized List<Outgoing> add(Outgoing message) {
    waiting.add(message);
    bytes += message.size();
    return isOverfull() ? drop() : List.of();
  }

  private boolean isOverfull() {
    return waiting.size() > maxMessages || bytes > maxBytes;
  }

  private List<Outgoing> drop() {
    List<Outgoing> dropped = new ArrayList<>(1);
    while (isOverfull()) {
      // One that alone is too large must not drive out the rest.
      boolean newest = policy == OverflowPolicy.DROP_NEWEST || waiting.getLast().size() > maxBytes;
      Outgoing victim = newest ? waiting.removeLast() : waiting.removeFirst();
      bytes -= victim.size();
      dropped.add(victim);
    }
    return dropped;
  }

  /** Puts messages, in their order, before all others; they had their place before. */
  synchronized void addFirst(List<Outgoing> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      waiting.addFirst(messages.get(i));
      bytes += messages.get(i).size();
    }
  }

  /**
   * Takes the first messages out.
   *
   * @param into filled from its start
   * @param acknowledged how many of QoS 1 and 2 may be among them
   * @param maxBytes after which no more are taken
   * @return how many were taken
   */
  synchronized int take(Outgoing[] into, int acknowledged, long maxBytes) {
    int taken = 0;
    int left = acknowledged;
    long end = bytes - maxBytes;
    Outgoing first;
    while (taken < into.length && bytes > end && (first = waiting.peekFirst()) != null) {
      if (first.message.qos() != QoS.AT_MOST_ONCE && left-- == 0) {
        break;
      }
      waiting.removeFirst();
      bytes -= first.size();
      into[taken++] = first;
    }
    return taken;
  }

  /** Those at the end that are not in the store, oldest first. On the loop's thread. */
  void forEachUnkept(Consumer<Outgoing> action) {
    List<Outgoing> fresh = new ArrayList<>();
    synchronized (this) {
      Iterator<Outgoing> newest = waiting.descendingIterator();
      for (Outgoing each; newest.hasNext() && (each = newest.next()).sequence == 0; ) {
        fresh.add(each);
      }
    }
    Collections.reverse(fresh);
    fresh.forEach(action);
  }

  synchronized List<Outgoing> takeAll() {
    List<Outgoing> all = List.copyOf(waiting);
    waiting.clear();
    bytes = 0;
    return all;
  }

  synchronized int size() {
    return waiting.size();
  }

  synchronized long bytes() {
    return bytes;
  }

  /** Completed while less than half of what is allowed waits. */
  synchronized CompletableFuture<Void> room() {
    if (isHalfEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    if (room == null) {
      room = new CompletableFuture<>();
    }
    return room;
  }

  /** The future of {@link #room} that is now to be completed, or null. */
  synchronized CompletableFuture<Void> takeRoom() {
    if (room == null || !isHalfEmpty()) {
      return null;
    }
    CompletableFuture<Void> ready = room;
    room = null;
    return ready;
  }

  private boolean isHalfEmpty() {
    return waiting.size() <= maxMessages / 2 && bytes <= maxBytes / 2;
  }
}
