package hearth.broker.journal;

import hearth.broker.message.Message;
import hearth.protocol.delivery.InboundDelivery;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A session as the journal's records tell of it; its entries in the order of its queue. */
final class StoredSession {
  /** A message in its queue or in flight to it. */
  static final class Entry {
    private static final int OVERHEAD = 64;

    Message message;
    QoS qos;
    boolean retain;
    int[] subscriptionIdentifiers;

    /** Null where it came by no Shared Subscription. */
    String sharedFilter;

    /** One of {@link RecordWriter}'s. */
    int state;

    int packetIdentifier;

    /** The page that it came from, or null. */
    StoredPage page;

    /** Bytes, about. */
    long memory() {
      return (long) message.memory() + OVERHEAD;
    }

    /** Whether a page may stand for it. */
    boolean canBeSetDown() {
      return state == RecordWriter.QUEUED && sharedFilter == null && page == null;
    }
  }

  /** A subscription with its Subscription Identifier. */
  record Subscribed(Subscription options, int identifier) {}

  private final long number;

  /** Null where its own record is damaged. */
  String clientIdentifier;

  String userName;
  long expiryInterval;
  long leftAt;
  final Map<String, Subscribed> subscriptions = new LinkedHashMap<>();
  final InboundDelivery inbound = new InboundDelivery();

  /** Messages of its queue that are on disk beside the journal, by the first place of each. */
  final TreeMap<Long, StoredPage> pages = new TreeMap<>();

  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private long bytes;

  StoredSession(long number) {
    this.number = number;
  }

  /** The journal's number of it. */
  long number() {
    return number;
  }

  // ---- messages

  SortedMap<Long, Entry> entries() {
    return Collections.unmodifiableSortedMap(entries);
  }

  /** Bytes of its entries, about. */
  long bytes() {
    return bytes;
  }

  void put(long number, Entry entry) {
    remove(number);
    entries.put(number, entry);
    bytes += entry.memory();
  }

  void remove(long number) {
    Entry old = entries.remove(number);
    bytes -= old == null ? 0 : old.memory();
  }

  /** How many messages are on their way to it. */
  int queued() {
    int count = entries.size();
    for (StoredPage page : pages.values()) {
      count += page.count - page.finished.size();
    }
    return count;
  }

  // ---- pages

  /** Its entries within a page. */
  SortedMap<Long, Entry> within(StoredPage page) {
    return entries.subMap(page.first, true, page.last, true);
  }

  /** Adds a page, which from now on stands for its entries. */
  void add(StoredPage page) {
    pages.put(page.first, page);
    SortedMap<Long, Entry> replaced = within(page);
    bytes -= replaced.values().stream().mapToLong(Entry::memory).sum();
    replaced.clear();
  }

  /** Whether the session had begun to send the messages of a page. */
  boolean hasTouched(StoredPage page) {
    return !page.finished.isEmpty() || !page.sent.isEmpty() || !within(page).isEmpty();
  }

  /** Adds what is left of a page; what was written to the journal later counts more. */
  void open(StoredPage page, Map<Long, Entry> read) {
    read.forEach(
        (number, entry) -> {
          StoredPage.Sent sent = page.sent.get(number);
          if (sent != null) {
            entry.state = sent.state();
            entry.packetIdentifier = sent.packetIdentifier();
          }
          if (!page.finished.contains(number) && !entries.containsKey(number)) {
            put(number, entry);
          }
        });
    within(page).values().forEach(each -> each.page = page);
  }

  /** As {@link #open}, of a page that is not to be used any more. */
  void putBack(StoredPage page, Map<Long, Entry> read) {
    open(page, read);
    within(page).values().forEach(each -> each.page = null);
  }

  /** The page that holds an entry, or null. */
  StoredPage pageOf(long entry) {
    Map.Entry<Long, StoredPage> before = pages.floorEntry(entry);
    return before == null || entry > before.getValue().last ? null : before.getValue();
  }
}
