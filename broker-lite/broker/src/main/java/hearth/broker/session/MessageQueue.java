package hearth.broker.session;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Messages of QoS 1 and 2 that wait for one client, in their order, with the memory they take. Each
 * is an object, or packed with its neighbours while the client is away, or on disk in a page.
 */
final class MessageQueue {
  /** So many that need not be sent any more may keep their places. */
  private static final int FEW = 64;

  /** {@link OutgoingMessage}, {@link PackedMessages} and {@link QueuedPage}. */
  private final ArrayDeque<Object> messages = new ArrayDeque<>(4);

  private final Session session;
  private final SessionLimits limits;
  private final Statistics statistics;
  private final QueuePager pager;
  private final Account account;

  /** Null for the limits that all have. */
  private final QueueLimits own;

  /** Null where all messages are to be sent. */
  private final LatestMessages latest;

  /** Those that need not be sent any more, and of which the journal does not know that yet. */
  private List<OutgoingMessage> superseded = new ArrayList<>(0);

  /** How many of them may still have a place among the messages. */
  private int dead;

  private int size;

  MessageQueue(Session session, SessionContext context) {
    this.session = session;
    this.limits = context.limits();
    this.statistics = context.statistics();
    this.pager = context.pager();
    this.account = session.account();
    this.own = session.queueLimits();
    this.latest = own != null && own.latest() ? new LatestMessages() : null;
  }

  /** Takes a message, or returns false where a limit is reached. */
  boolean offer(OutgoingMessage outgoing) {
    int more = outgoing.memory() - bytesBefore(outgoing);
    if (!mayHave(outgoing) || !account.hasRoom(Kind.QUEUED, more)) {
      return false;
    }
    restore(outgoing);
    return true;
  }

  /** Whether a message is within the limits of this one queue. */
  boolean mayHave(OutgoingMessage outgoing) {
    return bytes() + outgoing.memory() - bytesBefore(outgoing) <= maxBytes()
        && (own != null || size < limits.queuedMessages());
  }

  /** Bytes of those that would go for it. */
  private int bytesBefore(OutgoingMessage outgoing) {
    return latest == null ? 0 : latest.bytesBefore(outgoing);
  }

  /** Whether a message could ever have room. */
  boolean couldHave(OutgoingMessage outgoing) {
    return outgoing.memory() <= maxBytes();
  }

  private long maxBytes() {
    if (own == null) {
      return limits.queuedBytes();
    }
    return pager.pages().isThere() ? own.bytes() : Math.min(own.bytes(), limits.queuedBytes());
  }

  /** Bytes of all its messages, those on disk included. */
  long bytes() {
    return session.queuedBytes();
  }

  /** A page is on disk alone, or no longer. */
  private void countOnDisk(QueuedPage page, int sign) {
    if (own == null) {
      account.charge(Kind.ON_DISK, sign * page.bytes());
    } else {
      account.charge(Kind.ON_DISK_FOR_BRIDGE, sign * (long) page.place().length());
    }
  }

  /** Takes a message of before a restart, whatever the limits are now: it was promised. */
  void restore(OutgoingMessage outgoing) {
    messages.add(outgoing);
    count(1);
    account.hold(Kind.QUEUED, outgoing.head(), outgoing.message());
    pager.added();
    if (latest != null) {
      latest.add(outgoing, this::supersede);
    }
  }

  /** It keeps its place until that is reached, or too many such have one. */
  private void supersede(OutgoingMessage old) {
    old.supersede();
    superseded.add(old);
    session.countSuperseded();
    count(-1);
    account.letGo(Kind.QUEUED, old.head(), old.message());
    dead++;
    if (dead > size + FEW) {
      messages.removeIf(MessageQueue::isDead);
      dead = 0;
    }
  }

  private static boolean isDead(Object element) {
    return element instanceof OutgoingMessage outgoing && outgoing.isSuperseded();
  }

  private void removeDead() {
    while (isDead(messages.peek())) {
      messages.remove();
      dead--;
    }
  }

  boolean hasSuperseded() {
    return !superseded.isEmpty();
  }

  /** Those that need not be sent any more, since newer ones are in the journal by now. */
  List<OutgoingMessage> takeSuperseded() {
    List<OutgoingMessage> taken = superseded;
    superseded = new ArrayList<>(0);
    return taken;
  }

  /** Takes a page of before a restart. */
  void restore(QueuedPage page) {
    messages.add(page);
    count(page.count());
    countOnDisk(page, 1);
  }

  private void count(int change) {
    size += change;
    statistics.queued(change);
  }

  /** It is alone in a copy from now on, of the same size for the account. */
  private void copied(OutgoingMessage outgoing) {
    account.letGo(Kind.QUEUED, outgoing.head(), outgoing.message());
    account.charge(Kind.QUEUED, outgoing.memory());
  }

  /** It is a message again that others may hold, too. */
  private void uncopied(OutgoingMessage outgoing) {
    account.release(Kind.QUEUED, outgoing.memory());
    account.hold(Kind.QUEUED, outgoing.head(), outgoing.message());
  }

  /** Bytes of those that are not on disk alone. */
  long inMemory() {
    return account.held(Kind.QUEUED);
  }

  /** Nobody else has the message that was queued last, and nobody will ask for it soon. */
  void packLast() {
    if (latest == null
        && messages.peekLast() instanceof OutgoingMessage last
        && PackedMessages.canPack(last)) {
      messages.removeLast();
      PackedMessages before = messages.peekLast() instanceof PackedMessages packed ? packed : null;
      if (before == null || !before.add(last)) {
        messages.add(new PackedMessages(last, before));
      }
      copied(last);
    }
  }

  // ---- pages

  /**
   * Makes pages of messages that may leave memory, in their order.
   *
   * @param max bytes of messages, about
   * @return the pages, to be written; empty where nothing may leave
   */
  List<QueuedPage> setDown(long max) {
    if (latest != null) {
      return List.of();
    }
    List<QueuedPage> made = new ArrayList<>();
    List<OutgoingMessage> run = new ArrayList<>();
    long taken = 0;
    long runBytes = 0;
    for (int left = messages.size(); left > 0; left--) {
      Object next = messages.poll();
      List<OutgoingMessage> some = taken < max ? loose(next) : List.of();
      if (some.isEmpty() || runBytes >= pageBytes()) {
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

  /** A page costs memory, too: a queue that may become long has fewer of them. */
  private int pageBytes() {
    return own == null ? QueuePager.PAGE_BYTES : QueuePager.LARGE_PAGE_BYTES;
  }

  /** What may go into a page of an element of the queue. */
  private List<OutgoingMessage> loose(Object element) {
    if (element instanceof OutgoingMessage outgoing) {
      if (!outgoing.canBeSetDown()) {
        return List.of();
      }
      copied(outgoing);
      return List.of(outgoing);
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
    account.release(Kind.QUEUED, page.bytes());
    countOnDisk(page, 1);
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
      countOnDisk(page, -1);
      // Not what the page says: another version, or the start, may have counted otherwise.
      account.charge(Kind.QUEUED, read.stream().mapToLong(OutgoingMessage::memory).sum());
      pager.added();
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
      uncopied(in.get(i));
      if (latest != null && !latest.addOlder(in.get(i))) {
        supersede(in.get(i));
      }
    }
  }

  private void lost(QueuedPage page) {
    messages.remove(page);
    count(-page.count());
    countOnDisk(page, -1);
    statistics.publishesDropped += page.count();
    session.countDropped(page.count());
    page.end();
  }

  /** Its session ends: nobody asks for the pages any more. */
  void end(Consumer<QueuedPage> pages) {
    for (Object each : messages) {
      if (each instanceof QueuedPage page) {
        pages.accept(page);
      } else if (each instanceof OutgoingMessage outgoing && !outgoing.isSuperseded()) {
        account.letGo(Kind.QUEUED, outgoing.head(), outgoing.message());
      }
    }
    account.set(Kind.QUEUED, 0);
    account.set(Kind.ON_DISK, 0);
    account.set(Kind.ON_DISK_FOR_BRIDGE, 0);
    messages.clear();
    count(-size);
  }

  // ---- to the client

  /** The first; null where there is none, or while it is being read from the disk. */
  OutgoingMessage peek() {
    removeDead();
    if (messages.peek() instanceof QueuedPage page && !open(page)) {
      return null;
    }
    if (messages.peek() instanceof PackedMessages packed) {
      OutgoingMessage first = packed.poll();
      if (packed.isEmpty()) {
        messages.remove();
      }
      messages.addFirst(first);
      uncopied(first);
    }
    return (OutgoingMessage) messages.peek();
  }

  /** Takes the first out, or returns null. */
  OutgoingMessage poll() {
    OutgoingMessage first = peek();
    if (first != null) {
      account.letGo(Kind.QUEUED, first.head(), first.message());
      removeFirst(first);
    }
    return first;
  }

  /** Takes out what {@link #peek} has just returned: it is in flight from now on. */
  void pollInFlight() {
    OutgoingMessage first = (OutgoingMessage) messages.peek();
    account.turn(Kind.QUEUED, Kind.IN_FLIGHT, first.memory());
    removeFirst(first);
  }

  private void removeFirst(OutgoingMessage first) {
    messages.remove();
    count(-1);
    if (latest != null) {
      latest.remove(first);
    }
  }

  /** Takes the page at the head out where it is on disk alone; else null. */
  QueuedPage pollAway() {
    removeDead();
    if (messages.peek() instanceof QueuedPage page && page.isAway()) {
      messages.remove();
      count(-page.count());
      countOnDisk(page, -1);
      return page;
    }
    return null;
  }

  /** Every message that is in memory. */
  void forEach(Consumer<? super OutgoingMessage> action) {
    for (Object each : messages) {
      if (each instanceof PackedMessages packed) {
        packed.forEach(action);
      } else if (each instanceof OutgoingMessage outgoing && !outgoing.isSuperseded()) {
        action.accept(outgoing);
      } else if (each instanceof QueuedPage page && !page.isAway()) {
        page.messages().forEach(action);
      }
    }
  }

  /** Every message that is an object: in no page, and not packed. */
  void forEachLoose(Consumer<? super OutgoingMessage> action) {
    for (Object each : messages) {
      if (each instanceof OutgoingMessage outgoing && !outgoing.isSuperseded()) {
        action.accept(outgoing);
      }
    }
  }

  /** Whether all that was taken since the first is still there. */
  boolean isRow() {
    return latest == null;
  }

  /**
   * The journal's number of the first place; {@link Long#MAX_VALUE} where there is none, or the
   * journal does not have it.
   */
  long firstNumber() {
    removeDead();
    Object first = messages.peek();
    long number =
        first instanceof OutgoingMessage outgoing
            ? outgoing.number()
            : first instanceof PackedMessages packed
                ? packed.firstNumber()
                : first instanceof QueuedPage page ? page.first() : 0;
    return number == 0 ? Long.MAX_VALUE : number;
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
