package hearth.broker.session;

import hearth.broker.Statistics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Messages of QoS 1 and 2 that wait for one client, in their order, with the memory they take. Each
 * is an object, or packed with its neighbours while the client is away, or on disk in a page.
 */
final class MessageQueue {
  /** {@link OutgoingMessage}, {@link PackedMessages} and {@link QueuedPage}. */
  private final ArrayDeque<Object> messages = new ArrayDeque<>(4);

  private final Session session;
  private final SessionLimits limits;
  private final Statistics statistics;
  private final QueuePager pager;
  private int size;
  private long bytes;
  private long inMemory;

  MessageQueue(Session session, SessionContext context) {
    this.session = session;
    this.limits = context.limits();
    this.statistics = context.statistics();
    this.pager = context.pager();
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
    statistics.restoreQueued(1, outgoing.memory());
    append(outgoing);
  }

  /** Takes a page of before a restart. */
  void restore(QueuedPage page) {
    statistics.restoreQueued(page.count(), page.bytes());
    messages.add(page);
    size += page.count();
    bytes += page.bytes();
  }

  private void append(OutgoingMessage outgoing) {
    messages.add(outgoing);
    size++;
    bytes += outgoing.memory();
    inMemory(outgoing.memory());
  }

  private void inMemory(long change) {
    inMemory += change;
    if (change < 0) {
      pager.removed(-change);
    } else {
      pager.added(change);
    }
  }

  /** Bytes of those that are not on disk alone. */
  long inMemory() {
    return inMemory;
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

  // ---- pages

  /**
   * Makes pages of messages that may leave memory, in their order.
   *
   * @param most bytes of messages, about
   * @return the pages, to be written; empty where nothing may leave
   */
  List<QueuedPage> setDown(long most) {
    List<QueuedPage> made = new ArrayList<>();
    List<OutgoingMessage> run = new ArrayList<>();
    long taken = 0;
    long runBytes = 0;
    for (int left = messages.size(); left > 0; left--) {
      Object next = messages.poll();
      List<OutgoingMessage> some = taken < most ? loose(next) : List.of();
      if (some.isEmpty() || runBytes >= QueuePager.PAGE_BYTES) {
        endRun(run, made);
        runBytes = 0;
      }
      if (some.isEmpty()) {
        messages.add(next);
      }
      for (OutgoingMessage outgoing : some) {
        run.add(outgoing);
        runBytes += outgoing.memory();
        taken += outgoing.memory();
      }
    }
    endRun(run, made);
    return made;
  }

  /** What may go into a page of an element of the queue. */
  private static List<OutgoingMessage> loose(Object element) {
    if (element instanceof OutgoingMessage outgoing) {
      return outgoing.canBeSetDown() ? List.of(outgoing) : List.of();
    }
    if (element instanceof PackedMessages packed) {
      List<OutgoingMessage> all = new ArrayList<>();
      packed.drainTo(all::add);
      return all;
    }
    QueuedPage page = (QueuedPage) element;
    return page.state() == QueuedPage.State.KEPT ? page.messages() : List.of();
  }

  private void endRun(List<OutgoingMessage> run, List<QueuedPage> made) {
    if (!run.isEmpty()) {
      QueuedPage page = new QueuedPage(session, List.copyOf(run));
      messages.add(page);
      made.add(page);
      run.clear();
    }
  }

  /** A page has been written: its messages are no longer in memory. */
  void setDown(QueuedPage page) {
    inMemory(-page.bytes());
  }

  /** Brings the page at the head back; returns whether its messages are here. */
  private boolean open(QueuedPage page) {
    switch (page.state()) {
      case WRITING -> page.keep();
      case ON_DISK -> {
        page.reading();
        pager.pages().read(page, read -> arrived(page, read));
        return false;
      }
      case READING -> {
        return false;
      }
      default -> {}
    }
    putBack(page, page.messages());
    return true;
  }

  private void arrived(QueuedPage page, List<OutgoingMessage> read) {
    if (page.state() != QueuedPage.State.READING) {
      return; // its session has ended
    }
    if (read == null) {
      lost(page);
    } else {
      page.open(read.size());
      read.forEach(outgoing -> outgoing.page(page));
      inMemory(page.bytes());
      putBack(page, read);
    }
    session.pump();
  }

  private void putBack(QueuedPage page, List<OutgoingMessage> in) {
    if (messages.poll() != page) {
      throw new IllegalStateException("only the page at the head of a queue comes back");
    }
    for (int i = in.size() - 1; i >= 0; i--) {
      messages.addFirst(in.get(i));
    }
  }

  private void lost(QueuedPage page) {
    messages.remove(page);
    size -= page.count();
    bytes -= page.bytes();
    statistics.releaseQueued(page.count(), page.bytes());
    statistics.publishesDropped += page.count();
    page.end();
  }

  /** Its session ends: nobody asks for the pages any more. */
  void end(Consumer<QueuedPage> pages) {
    for (Object each : messages) {
      if (each instanceof QueuedPage page) {
        pages.accept(page);
      }
    }
    statistics.releaseQueued(size, bytes);
    inMemory(-inMemory);
    messages.clear();
    size = 0;
    bytes = 0;
  }

  // ---- to the client

  /** The first; null where there is none, or while it is being read from the disk. */
  OutgoingMessage peek() {
    if (messages.peek() instanceof QueuedPage page && !open(page)) {
      return null;
    }
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
      inMemory(-first.memory());
      statistics.releaseQueued(1, first.memory());
    }
    return first;
  }

  /** Every message that is in memory. */
  void forEach(Consumer<? super OutgoingMessage> action) {
    for (Object each : messages) {
      if (each instanceof PackedMessages packed) {
        packed.forEach(action);
      } else if (each instanceof OutgoingMessage outgoing) {
        action.accept(outgoing);
      } else if (each instanceof QueuedPage page && !page.isAway()) {
        page.messages().forEach(action);
      }
    }
  }

  /** Every page that is on disk alone. */
  void forEachPage(Consumer<? super QueuedPage> action) {
    for (Object each : messages) {
      if (each instanceof QueuedPage page && page.isAway()) {
        action.accept(page);
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
