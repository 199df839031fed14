package hearth.broker.journal;

import hearth.broker.account.Owners;
import hearth.broker.journal.StoredSession.Entry;
import hearth.broker.message.Message;
import hearth.broker.routing.RetainedMessages;
import hearth.io.file.Disk;
import hearth.io.file.PageFiles;
import hearth.io.file.RecoveryListener;
import hearth.io.loop.Clock;
import hearth.io.loop.EventLoop;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.Publish;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.tinylog.Logger;

/**
 * What the journal's records add up to. Applying a record again changes nothing, since a compaction
 * that was cut short leaves records twice.
 */
public final class JournalReplay implements RecoveryListener {
  /** A Will whose connection was there when the broker went. */
  record StoredWill(String userName, long delay, Publish publish) {}

  private record SharedMessage(long message, String filter) {}

  private record Holder(StoredSession session, long entry) {}

  private final MessageAges ages;
  private final ReplayPager pager;

  /** Of all entries, about. */
  private long bytes;

  /** By their numbers; one whose own record is damaged has no Client Identifier. */
  final Map<Long, StoredSession> sessions = new LinkedHashMap<>();

  final RetainedMessages retained;

  final Map<String, StoredWill> wills = new LinkedHashMap<>();

  /** Written by themselves, since records of their own say who has queued them. */
  private final Map<Long, Message> messages = new HashMap<>();

  private final DamagedRecords damaged = new DamagedRecords();
  private final List<String> senseless = new ArrayList<>();
  private final Set<Long> ended = new HashSet<>();

  /** Which entry has a message of a Shared Subscription: one at a time. */
  private final Map<SharedMessage, Holder> shared = new HashMap<>();

  private final RecordReader in = new RecordReader();
  private int withoutMessage;
  private long records;

  /**
   * @param clock of the machine, by which messages have aged since they were written
   * @param disk where queues are set down that do not fit
   * @param queueMemory how many bytes all queues may take, as limits count them
   * @param hash of topics, with a key that clients do not know
   */
  public JournalReplay(Clock clock, Disk disk, long queueMemory, SipHash hash) {
    this.retained = new RetainedMessages(Integer.MAX_VALUE, Owners.unlimited(), hash);
    this.ages = new MessageAges(clock);
    this.pager = new ReplayPager(disk, clock, queueMemory);
  }

  /** What was set aside because it was damaged, a sentence each. */
  public List<String> damages() {
    List<String> all = new ArrayList<>(damaged.report(this::nameOf));
    all.addAll(senseless);
    sessions.forEach(
        (number, session) -> {
          if (session.clientIdentifier == null) {
            all.add(
                "no record of whose session "
                    + number
                    + " is; lost with it are its subscriptions "
                    + session.subscriptions.keySet()
                    + " and "
                    + session.queued()
                    + " messages queued");
          }
        });
    if (withoutMessage > 0) {
      all.add(withoutMessage + " places in queues whose message is damaged");
    }
    return all;
  }

  private String nameOf(long session) {
    StoredSession stored = sessions.get(session);
    return stored == null ? null : stored.clientIdentifier;
  }

  /** Forgets retained messages of these topics. */
  public void forget(Predicate<TopicName> topics) {
    retained.removeIf(topics);
  }

  /**
   * Opens the pages that are in use and deletes those that a crash has left. Where the journal is
   * damaged they stay: they may be all that is left of a queue. Called once, when all records are
   * read. Blocks.
   */
  public PageFiles openPages(Disk disk, EventLoop loop, Executor pagesThread) throws IOException {
    openTouchedPages(disk);
    List<Long> files = PageFiles.files(disk);
    Set<Long> used = pageFiles();
    if (damages().isEmpty()) {
      PageFiles.deleteNow(disk, files.stream().filter(file -> !used.contains(file)).toList());
    }
    long last = Stream.concat(files.stream(), used.stream()).max(Long::compare).orElse(0L);
    return new PageFiles(disk, loop, pagesThread, last);
  }

  /**
   * Brings back the pages of queues of which some messages had been asked for when the broker
   * ended.
   */
  private void openTouchedPages(Disk disk) {
    for (StoredSession session : sessions.values()) {
      for (StoredPage page : session.pages.values()) {
        if (session.hasTouched(page)) {
          open(session, page, disk);
        }
      }
    }
  }

  private void open(StoredSession session, StoredPage page, Disk disk) {
    page.isOpen = true;
    try {
      session.open(page, PageRecords.entries(PageFiles.readNow(disk, page.place), ages));
    } catch (IOException e) {
      senseless.add(
          (page.count - page.finished.size())
              + " messages that waited for "
              + session.clientIdentifier
              + " on a page that cannot be read: "
              + e.getMessage());
    }
  }

  /** The numbers of the files with pages that are of use. */
  private Set<Long> pageFiles() {
    Set<Long> files = new HashSet<>();
    for (StoredSession session : sessions.values()) {
      session.pages.values().forEach(page -> files.add(page.place.file()));
    }
    return files;
  }

  /** The session of a number, made where only its own record can be missing; null if it ended. */
  private StoredSession sessionOf(long number) {
    return ended.contains(number) ? null : sessions.computeIfAbsent(number, StoredSession::new);
  }

  /** The highest number that any session, message or entry has. */
  long highestNumber() {
    return in.highestNumber();
  }

  /** How much of what was read is still of use, 0 to 1. */
  public double liveShare() {
    long live = (long) retained.size() + wills.size();
    for (StoredSession session : sessions.values()) {
      live += 1 + session.subscriptions.size() + session.entries().size() + session.pages.size();
    }
    return records == 0 ? 0 : Math.min(1, (double) live / records);
  }

  /** How much is there, in words. */
  @Override
  public String toString() {
    return sessions.values().stream().filter(session -> session.clientIdentifier != null).count()
        + " sessions, "
        + retained.size()
        + " retained messages, "
        + sessions.values().stream().mapToInt(StoredSession::queued).sum()
        + " messages queued";
  }

  @Override
  public void damaged(
      String segment, long offset, int type, long length, ByteBuffer payload, String setAside) {
    RecordType kind = type == 0 ? null : RecordType.of(type);
    String where =
        "a damaged record"
            + (kind == null ? "" : " of kind " + kind)
            + " of "
            + length
            + " bytes at "
            + offset
            + " of "
            + segment
            + (setAside == null ? " could not be set aside" : " was set aside in " + setAside);
    damaged.add(where, kind, payload);
  }

  @Override
  public void tornTail(String segment, long offset, long length) {
    // Most likely never promised to anybody: what a power cut leaves of the last write.
    Logger.warn(
        "The last {} bytes of {} were not completely written when the broker ended, and are cut off"
            + " (at {})",
        length,
        segment,
        offset);
  }

  @Override
  public void record(int type, ByteBuffer payload) {
    records++;
    RecordType kind = RecordType.of(type);
    in.open(payload);
    try {
      if (kind == null) {
        throw new IllegalArgumentException("no record is of type " + type);
      }
      apply(kind);
    } catch (RuntimeException | MqttProtocolException e) {
      senseless.add(
          "a record of kind " + kind + " makes no sense and was left out: " + e.getMessage());
    }
  }

  private void apply(RecordType kind) throws MqttProtocolException {
    switch (kind) {
      case SESSION -> session();
      case SESSION_ENDED -> {
        long number = in.number();
        ended.add(number);
        StoredSession gone = sessions.remove(number);
        bytes -= gone == null ? 0 : gone.bytes();
      }
      case SUBSCRIBED -> subscribed();
      case UNSUBSCRIBED -> {
        StoredSession session = sessions.get(in.number());
        if (session != null) {
          session.subscriptions.remove(in.text());
        }
      }
      case MESSAGE -> message();
      case QUEUED -> {
        boolean isThere = entry(known(in.number()));
        withoutMessage += isThere ? 0 : 1;
      }
      case SENT -> state(RecordWriter.IN_FLIGHT);
      case RECEIVED -> state(RecordWriter.RELEASED);
      case FINISHED -> finished();
      case PAGED -> {
        StoredSession session = sessionOf(in.number());
        StoredPage page = in.page();
        if (session != null) {
          changed(session, () -> pager.replace(session, page));
        }
      }
      case PAGE_ENDED -> {
        StoredSession session = sessions.get(in.number());
        if (session != null) {
          session.pages.remove(in.number());
        }
      }
      case INBOUND -> inbound();
      case RELEASED -> {
        StoredSession session = sessions.get(in.number());
        if (session != null) {
          session.inbound.release(in.packetIdentifier());
        }
      }
      case RETAINED_REMOVED -> retained.remove(TopicName.of(in.text()));
      case WILL -> {
        String clientIdentifier = in.text();
        wills.put(clientIdentifier, new StoredWill(in.optional(), in.time(), in.publish()));
      }
      case WILL_REMOVED -> wills.remove(in.text());
      case PROBE -> {}
    }
  }

  private void session() {
    long number = in.number();
    StoredSession session = sessions.computeIfAbsent(number, StoredSession::new);
    session.clientIdentifier = in.text();
    session.userName = in.optional();
    session.expiryInterval = in.time();
    session.leftAt = in.time();
  }

  private void subscribed() {
    StoredSession session = sessionOf(in.number());
    StoredSession.Subscribed subscribed = in.subscribed();
    if (session != null) {
      session.subscriptions.put(subscribed.options().filter().toString(), subscribed);
    }
  }

  private void message() throws MqttProtocolException {
    long number = in.number();
    long writtenAt = in.time();
    String publisher = in.publisher();
    int flags = in.flags();
    StoredSession from = null;
    int packetIdentifier = 0;
    if ((flags & RecordWriter.INBOUND) != 0) {
      from = sessions.get(in.number());
      packetIdentifier = in.packetIdentifier();
    }
    String user = (flags & RecordWriter.HAS_USER) != 0 ? in.name() : null;
    int head = in.position();
    skipEntries();
    Message message = ages.message(number, writtenAt, publisher, in.publish());
    in.to(head);
    if (from != null) {
      from.inbound.add(packetIdentifier);
    }
    if ((flags & RecordWriter.RETAINED) != 0) {
      if (user != null) {
        message.publishedBy(user);
      }
      retained.put(message);
    }
    int count = in.count();
    if (flags == 0 && count == 0) {
      messages.putIfAbsent(number, message);
    }
    for (; count > 0; count--) {
      entry(message);
    }
  }

  /** Milliseconds that have passed since a time of the wall clock, as far as can be told. */
  long since(long wallMillis) {
    return ages.since(wallMillis);
  }

  private void skipEntries() {
    for (int count = in.count(); count > 0; count--) {
      entry(null);
    }
  }

  /**
   * Reads an entry, and adds it to its session where there is a message for it.
   *
   * @return whether there is, or an earlier record had brought it
   */
  private boolean entry(Message message) {
    long sessionNumber = in.number();
    long number = in.number();
    Entry entry = in.entry();
    if (message == null) {
      StoredSession known = sessions.get(sessionNumber);
      return known != null && (known.entries().containsKey(number) || known.pageOf(number) != null);
    }
    StoredSession session = sessionOf(sessionNumber);
    if (session != null) {
      entry.message = message;
      add(session, number, entry);
    }
    return true;
  }

  private void add(StoredSession session, long number, Entry entry) {
    StoredPage page = session.pageOf(number);
    if (page != null && page.isNew) {
      // Written again by a compaction, and set down already.
      if (entry.state != RecordWriter.QUEUED) {
        page.sent.put(number, new StoredPage.Sent(entry.state, entry.packetIdentifier));
      }
      return;
    }
    changed(session, () -> session.put(number, entry));
    if (entry.sharedFilter != null) {
      move(entry.message, entry.sharedFilter, new Holder(session, number));
    }
    if (pager.isTooMuch(bytes)) {
      pager.setDown(sessions.values(), messages);
      bytes = sessions.values().stream().mapToLong(StoredSession::bytes).sum();
    }
  }

  private void changed(StoredSession session, Runnable change) {
    bytes -= session.bytes();
    change.run();
    bytes += session.bytes();
  }

  /** A message that was written by itself, or null. */
  private Message known(long number) {
    Message message = messages.get(number);
    return message == null ? pager.find(number) : message;
  }

  /** Another member of a Shared Subscription has got a message: the one before has it no more. */
  private void move(Message message, String filter, Holder to) {
    Holder from = shared.put(new SharedMessage(message.journalNumber(), filter), to);
    if (from != null && !from.equals(to)) {
      changed(from.session, () -> from.session.remove(from.entry));
    }
  }

  private void state(int state) {
    StoredSession session = sessions.get(in.number());
    long number = in.number();
    int packetIdentifier = in.packetIdentifier();
    Entry entry = session == null ? null : session.entries().get(number);
    StoredPage page = session == null ? null : session.pageOf(number);
    if (entry != null) {
      entry.packetIdentifier = packetIdentifier;
      entry.state = state;
    } else if (page != null) {
      page.sent.put(number, new StoredPage.Sent(state, packetIdentifier));
    }
  }

  private void finished() {
    StoredSession session = sessions.get(in.number());
    if (session == null) {
      return;
    }
    long number = in.number();
    changed(session, () -> session.remove(number));
    StoredPage page = session.pageOf(number);
    if (page != null) {
      page.finished.add(number);
    }
  }

  private void inbound() {
    StoredSession session = sessionOf(in.number());
    for (int count = in.count(); count > 0; count--) {
      int identifier = in.packetIdentifier();
      if (session != null) {
        session.inbound.add(identifier);
      }
    }
  }
}
