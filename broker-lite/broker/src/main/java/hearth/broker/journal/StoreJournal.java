package hearth.broker.journal;

import hearth.broker.message.Message;
import hearth.broker.session.Journal;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.QueuePages;
import hearth.broker.session.QueuedPage;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.io.file.AppendLog;
import hearth.io.file.Durability;
import hearth.io.file.PageFiles;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The journal on disk. Positions count the records that somebody may wait for; an {@link AppendLog}
 * settles them in their order.
 *
 * <p>Retained messages of QoS 0, which nobody was promised, are gathered and written at most once a
 * flush interval, the newest of each topic: a sensor that speaks every second costs the card one
 * record a minute.
 */
public final class StoreJournal implements Journal {
  private static final int MODES_KEPT = 4096;

  /** A longer topic is looked up each time: what is kept of topics is in no account. */
  private static final int MAX_KEPT_TOPIC = 256;

  /** Of what is gathered. */
  private static final int FLUSHED_AT_ONCE = 1024;

  private static final long FLUSH_GOES_ON_NANOS = 10_000_000L;

  /** Of what is gathered; more is written without waiting for the interval to end. */
  private static final long MAX_GATHERED_BYTES = 8L << 20;

  /** Memory of records on their way to the disk; publishers wait when there is more. */
  private static final long MAX_PENDING_BYTES = 4L << 20;

  /** Somebody waits for positions in a row, of which he hears as they come. */
  private static final class Waiting {
    final Listener listener;
    long first;
    long last;

    Waiting(Listener listener, long position) {
      this.listener = listener;
      this.first = position;
      this.last = position;
    }
  }

  private final EventLoop loop;
  private final AppendLog log;
  private final DurabilityRules rules;
  private final long flushNanos;
  private final RecordWriter writer = new RecordWriter();
  private final Map<TopicName, DurabilityRules.Mode> modes = new HashMap<>();
  private final Map<TopicName, Message> gathered = new LinkedHashMap<>();
  private long gatheredBytes;

  /** When there is more, it is flushed at once. */
  private long maxGathered = MAX_GATHERED_BYTES;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final DiskHealth disk;
  private final AppendLog.Completion settled =
      new AppendLog.Completion() {
        @Override
        public void done(IOException failure) {
          settled(1, failure);
        }

        @Override
        public void done(int appends, IOException failure) {
          settled(appends, failure);
        }
      };
  private final AppendLog.Completion reported;

  private Timer flush;
  private long lastNumber;
  private long appended;
  private long durable;

  /** Of all up to here it is not certain that they are on disk. */
  private long failed;

  private Compaction compaction;
  private final JournalPages pages;

  /**
   * @param log open, its records in {@code state}
   * @param files where queues are set down
   * @param flushNanos how long QoS 0 retained messages are gathered
   * @param queueMemory how many bytes of all queues may stay in memory, as limits count them
   */
  public StoreJournal(
      EventLoop loop,
      AppendLog log,
      PageFiles files,
      JournalReplay state,
      DurabilityRules rules,
      long flushNanos,
      long queueMemory) {
    PageRecords records = new PageRecords(loop.clock());
    this.pages = new JournalPages(loop, this, log, files, records, queueMemory);
    this.loop = loop;
    this.log = log;
    this.rules = rules;
    this.flushNanos = flushNanos;
    this.lastNumber = state.highestNumber();
    this.disk = new DiskHealth(loop, this::probe, this::maybeCompact);
    this.reported = disk::report;
  }

  /** From now on the log is made smaller when most of it is history. */
  public void compactWith(Compaction compaction) {
    this.compaction = compaction;
  }

  // ---- waiting

  @Override
  public long latest() {
    if (!disk.isSound()) {
      return NOT_STORED;
    }
    return appended > durable ? appended : NOTHING_TO_WAIT_FOR;
  }

  @Override
  public boolean isBehind() {
    return log.pendingBytes() >= MAX_PENDING_BYTES
        || pages.pendingBytes() >= QueuePages.MAX_PENDING_BYTES;
  }

  @Override
  public JournalPages pages() {
    return pages;
  }

  /** A page is on disk: from now on it stands for its messages. */
  void paged(QueuedPage page) {
    appendLazily(RecordType.PAGED, writer.paged(page));
  }

  void pageEnded(QueuedPage page) {
    appendLazily(RecordType.PAGE_ENDED, writer.pageEnded(page));
  }

  @Override
  public void whenDurable(long position, Listener listener) {
    if (position == NOT_STORED) {
      listener.settled(position, false);
    } else if (position <= durable) {
      listener.settled(position, position > failed);
    } else {
      await(position, listener);
    }
  }

  private void await(long position, Listener listener) {
    Waiting last = waiting.peekLast();
    if (last != null && last.listener == listener) {
      last.last = position;
    } else {
      waiting.add(new Waiting(listener, position));
    }
  }

  private void settled(int records, IOException failure) {
    durable += records;
    failed = failure == null ? failed : durable;
    disk.report(failure);
    for (Waiting next; (next = waiting.peek()) != null && next.first <= durable; ) {
      boolean stored = next.first > failed;
      if (next.last <= durable) {
        waiting.poll();
      } else {
        next.first = durable + 1;
      }
      report(next.listener, stored);
    }
  }

  /** One that goes wrong does not keep the others from hearing it. */
  private void report(Listener listener, boolean stored) {
    try {
      listener.settled(durable, stored);
    } catch (RuntimeException | Error e) {
      loop.report(e);
    }
  }

  private void probe() {
    log.append(RecordType.PROBE.number(), new byte[0], Durability.FORCED, reported);
  }

  void maybeCompact() {
    if (compaction != null && !disk.isFailing()) {
      compaction.maybeBegin(disk.isInDoubt());
    }
  }

  /** All that memory holds has been written since the last failure. */
  void writtenAgain() {
    disk.writtenAgain();
  }

  /** Why the store cannot be written, or null. */
  public String failure() {
    IOException failure = log.failure();
    return failure == null ? null : failure.getMessage();
  }

  /** Bytes of disk blocks written since the start. */
  public long bytesWritten() {
    return log.bytesWritten() + pages.bytesWritten();
  }

  /** Bytes of the store's records. */
  public long sizeBytes() {
    return log.sizeBytes();
  }

  private long append(RecordType type, RecordWriter record, DurabilityRules.Mode mode) {
    maybeCompact();
    if (mode == DurabilityRules.Mode.ALWAYS) {
      append(type, record, Durability.FORCED, settled);
      return ++appended;
    }
    append(type, record, Durability.INTERVAL, reported);
    return NOTHING_TO_WAIT_FOR;
  }

  private long append(RecordType type, RecordWriter record) {
    return append(type, record, rules.otherwise());
  }

  /** For what makes no promise to anybody: if it is lost, more is kept than need be. */
  void appendLazily(RecordType type, RecordWriter record) {
    append(type, record, Durability.UNFORCED, reported);
  }

  private void append(
      RecordType type, RecordWriter record, Durability durability, AppendLog.Completion done) {
    log.append(type.number(), record.bytes(), record.length(), durability, done);
  }

  // ---- messages

  private DurabilityRules.Mode mode(TopicName topic) {
    if (rules.rules().isEmpty()) {
      return rules.otherwise();
    }
    if (topic.utf8().length > MAX_KEPT_TOPIC) {
      return rules.of(topic);
    }
    DurabilityRules.Mode mode = modes.get(topic);
    if (mode == null) {
      if (modes.size() >= MODES_KEPT) {
        modes.clear();
      }
      mode = rules.of(topic);
      modes.put(topic, mode);
    }
    return mode;
  }

  @Override
  public boolean isKept(TopicName topic) {
    return mode(topic) != DurabilityRules.Mode.OFF;
  }

  @Override
  public long published(
      Message message,
      List<OutgoingMessage> outgoing,
      List<Session> sessions,
      boolean retained,
      Session publisher,
      int packetIdentifier) {
    DurabilityRules.Mode mode = mode(message.topic());
    boolean isOff = mode == DurabilityRules.Mode.OFF;
    if (isOff && publisher == null) {
      return NOTHING_TO_WAIT_FOR;
    }
    boolean retains = retained && !isOff; // else only that it was received
    if (retains && message.qos() == QoS.AT_MOST_ONCE && outgoing.isEmpty()) {
      gather(message);
      return NOTHING_TO_WAIT_FOR;
    }
    if (retains) {
      forget(message.topic());
    }
    number(message, outgoing);
    writer.message(
        message,
        now(message),
        wallMillis(),
        retains,
        publisher,
        packetIdentifier,
        outgoing,
        sessions);
    long position = append(RecordType.MESSAGE, writer, mode);
    // What cannot be on disk within its interval either is not promised to be.
    boolean isLost = mode == DurabilityRules.Mode.INTERVAL && disk.isFailing();
    return isLost ? NOT_STORED : position;
  }

  private void number(Message message, List<OutgoingMessage> outgoing) {
    if (message.journalNumber() == 0) {
      message.journalNumber(nextNumber());
    }
    for (int i = 0; i < outgoing.size(); i++) {
      outgoing.get(i).number(nextNumber());
    }
  }

  /** The clock is only asked where it matters. */
  private long now(Message message) {
    return message.expiresAt() == Message.NEVER ? 0 : loop.clock().nanoTime();
  }

  long wallMillis() {
    return loop.clock().wallTime().toEpochMilli();
  }

  long nextNumber() {
    return ++lastNumber;
  }

  private Message forget(TopicName topic) {
    Message before = gathered.remove(topic);
    gatheredBytes -= before == null ? 0 : before.memory();
    return before;
  }

  private void gather(Message message) {
    Message before = forget(message.topic());
    if (before != null && before.replacesStored()) {
      message.replaces(before); // one that is stored is not forgotten for one that was not
    }
    boolean isRemoval = message.payload().length == 0;
    if (isRemoval && !message.replacesStored()) {
      return; // of what has come and gone nothing is held
    }
    Message kept = isRemoval ? message.removal() : message;
    gathered.put(kept.topic(), kept);
    gatheredBytes += kept.memory();
    if (flush == null) {
      flush = loop.schedule(flushNanos, this::flush);
    } else if (gatheredBytes > maxGathered) {
      letGoOfExpired();
      maxGathered = gatheredBytes + MAX_GATHERED_BYTES;
      flush.cancel();
      flush = loop.schedule(FLUSH_GOES_ON_NANOS, this::flush);
    }
  }

  /** What is retained is in the account; what has expired since is held by nobody else. */
  private void letGoOfExpired() {
    gathered.values().removeIf(message -> !message.isRetained() && !message.replacesStored());
    gathered.replaceAll((topic, message) -> message.isRetained() ? message : message.removal());
    gatheredBytes = gathered.values().stream().mapToLong(Message::memory).sum();
  }

  /** Very many are written as fast as the disk takes them. */
  private void flush() {
    Iterator<Message> each = gathered.values().iterator();
    for (int left = FLUSHED_AT_ONCE; left > 0 && each.hasNext() && !isBehind(); left--) {
      Message next = each.next();
      retain(next);
      each.remove();
      gatheredBytes -= next.memory();
    }
    if (gathered.isEmpty()) {
      maxGathered = MAX_GATHERED_BYTES;
    }
    flush = gathered.isEmpty() ? null : loop.schedule(FLUSH_GOES_ON_NANOS, this::flush);
    log.force(reported);
  }

  private void flushAll() {
    flush = null;
    gathered.values().forEach(this::retain);
    gathered.clear();
    gatheredBytes = 0;
    log.force(reported);
  }

  /** Writes the retained message of a topic as it is now. */
  void retain(Message message) {
    if (!isKept(message.topic())) {
      return;
    }
    if (message.payload().length == 0) {
      appendLazily(RecordType.RETAINED_REMOVED, writer.name(message.topic().toString()));
      return;
    }
    if (message.journalNumber() == 0) {
      message.journalNumber(nextNumber());
    }
    appendLazily(RecordType.MESSAGE, message(writer, message, true));
    message.forgetEncodings();
  }

  /** Writes a message by itself. */
  RecordWriter message(RecordWriter writer, Message message, boolean retained) {
    return writer.message(
        message, now(message), wallMillis(), retained, null, 0, List.of(), List.of());
  }

  @Override
  public long sent(Session session, OutgoingMessage outgoing) {
    return outgoing.number() == 0
        ? NOTHING_TO_WAIT_FOR
        : append(
            RecordType.SENT, writer.inFlight(session, outgoing), mode(outgoing.message().topic()));
  }

  @Override
  public long received(Session session, OutgoingMessage outgoing) {
    return outgoing.number() == 0
        ? NOTHING_TO_WAIT_FOR
        : append(
            RecordType.RECEIVED,
            writer.inFlight(session, outgoing),
            mode(outgoing.message().topic()));
  }

  @Override
  public void finished(Session session, OutgoingMessage outgoing) {
    if (outgoing.number() != 0) {
      appendLazily(RecordType.FINISHED, writer.finished(session, outgoing));
    }
  }

  @Override
  public long released(Session publisher, int packetIdentifier) {
    return append(RecordType.RELEASED, writer.released(publisher, packetIdentifier));
  }

  // ---- sessions

  @Override
  public long sessionChanged(Session session) {
    if (session.number() == 0) {
      session.number(nextNumber());
    }
    return append(RecordType.SESSION, writer.session(session, 0));
  }

  @Override
  public void disconnected(Session session) {
    appendLazily(RecordType.SESSION, writer.session(session, wallMillis()));
  }

  @Override
  public long sessionEnded(Session session) {
    return append(RecordType.SESSION_ENDED, writer.number(session.number()));
  }

  @Override
  public long willChanged(String clientIdentifier, String userName, Will will) {
    if (will == null) {
      appendLazily(RecordType.WILL_REMOVED, writer.name(clientIdentifier));
      return NOTHING_TO_WAIT_FOR;
    }
    return append(RecordType.WILL, writer.will(clientIdentifier, userName, will));
  }

  @Override
  public long subscribed(Session session, SessionSubscription subscription) {
    return append(RecordType.SUBSCRIBED, writer.subscribed(subscription));
  }

  @Override
  public long unsubscribed(Session session, String filter) {
    return append(RecordType.UNSUBSCRIBED, writer.unsubscribed(session, filter));
  }

  // ---- the end

  /**
   * Writes what is gathered and closes the log.
   *
   * @param done hears on the loop's thread; the failure is null where all is on disk
   */
  public void close(AppendLog.Completion done) {
    disk.end();
    if (flush != null) {
      flush.cancel();
      flushAll();
    }
    log.close(done);
  }
}
