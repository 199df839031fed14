package hearth.broker.journal;

import hearth.broker.journal.StoredSession.Entry;
import hearth.broker.message.Message;
import hearth.io.file.Disk;
import hearth.io.file.PageFiles;
import hearth.io.loop.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tinylog.Logger;

/**
 * Sets queues down on disk while the journal is read, where they need more memory than there is: a
 * store that was written with more of it opens with less. Blocks; before the loop runs.
 */
final class ReplayPager {
  private static final int PAGE_BYTES = 64 * 1024;
  private static final int FILE_BYTES = 4 << 20;

  /** A page that is to be written, with its entries. */
  private record Run(StoredSession session, TreeMap<Long, Entry> entries, long bytes) {}

  private final Disk disk;
  private final MessageAges ages;
  private final PageRecords records;
  private final long memoryBytes;
  private long lastFile = -1;
  private boolean failed;

  /** Pages by the lowest journal number of a message on them that others may ask for. */
  private final TreeMap<Long, StoredPage> byMessage = new TreeMap<>();

  /** Of the page that was asked for last. */
  private Map<Long, Message> found = Map.of();

  /**
   * @param memoryBytes how much all queues may take, as limits count them
   */
  ReplayPager(Disk disk, Clock clock, long memoryBytes) {
    this.disk = disk;
    this.ages = new MessageAges(clock);
    this.records = new PageRecords(clock);
    this.memoryBytes = memoryBytes;
  }

  /**
   * Whether queues of so many bytes are too large: twice as large as they may become later, since
   * most of what a journal has in memory is on a page or gone some records later.
   */
  boolean isTooMuch(long bytes) {
    return bytes > 2 * memoryBytes && !failed;
  }

  /**
   * Sets the largest queues down until half of the memory is free.
   *
   * @param messages those that records to come may name; what is set down is taken out
   */
  void setDown(Collection<StoredSession> sessions, Map<Long, Message> messages) {
    List<StoredSession> largest = new ArrayList<>(sessions);
    largest.sort((a, b) -> Long.compare(b.bytes(), a.bytes()));
    long bytes = largest.stream().mapToLong(StoredSession::bytes).sum();
    try {
      for (StoredSession session : largest) {
        if (bytes <= memoryBytes / 2) {
          return;
        }
        bytes -= setDown(session, messages);
      }
      failed = bytes > 2 * memoryBytes; // no more can go: not to be tried at each record
    } catch (IOException e) {
      failed = true;
      Logger.error(
          "Queues that do not fit into memory cannot be written to disk: {}", e.getMessage());
    }
  }

  private long setDown(StoredSession session, Map<Long, Message> messages) throws IOException {
    long before = session.bytes();
    List<Run> runs = new ArrayList<>();
    long bytes = 0;
    for (Run run : runs(session)) {
      runs.add(run);
      bytes += run.bytes;
      if (bytes >= FILE_BYTES) {
        write(runs, messages);
        runs.clear();
        bytes = 0;
      }
    }
    write(runs, messages);
    return before - session.bytes();
  }

  private static List<Run> runs(StoredSession session) {
    List<Run> runs = new ArrayList<>();
    TreeMap<Long, Entry> run = new TreeMap<>();
    long bytes = 0;
    for (Map.Entry<Long, Entry> each : session.entries().entrySet()) {
      boolean mayGo = each.getValue().canBeSetDown();
      if (!run.isEmpty() && (!mayGo || bytes >= PAGE_BYTES)) {
        runs.add(new Run(session, run, bytes));
        run = new TreeMap<>();
        bytes = 0;
      }
      if (mayGo) {
        run.put(each.getKey(), each.getValue());
        bytes += each.getValue().memory();
      }
    }
    if (!run.isEmpty()) {
      runs.add(new Run(session, run, bytes));
    }
    return runs;
  }

  private void write(List<Run> runs, Map<Long, Message> messages) throws IOException {
    if (runs.isEmpty()) {
      return;
    }
    if (lastFile < 0) {
      lastFile = PageFiles.files(disk).stream().max(Long::compare).orElse(0L);
    }
    List<byte[]> pages = new ArrayList<>();
    for (Run run : runs) {
      pages.add(records.write(run.session.number(), run.entries));
    }
    List<PageFiles.Page> places = PageFiles.writeNow(disk, ++lastFile, pages);
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      StoredPage page =
          new StoredPage(
              places.get(i),
              run.entries.size(),
              run.bytes,
              run.entries.firstKey(),
              run.entries.lastKey());
      page.isNew = true;
      run.session.add(page);
      forget(page, run, messages);
    }
  }

  private void forget(StoredPage page, Run run, Map<Long, Message> messages) {
    long lowest = Long.MAX_VALUE;
    for (Entry entry : run.entries.values()) {
      long number = entry.message.journalNumber();
      if (messages.remove(number) != null) {
        lowest = Math.min(lowest, number);
      }
    }
    if (lowest < Long.MAX_VALUE) {
      byMessage.put(lowest, page);
    }
  }

  /**
   * The journal names a page of a queue: it stands for its entries from now on, also for those that
   * were set down here.
   */
  void replace(StoredSession session, StoredPage page) {
    List<StoredPage> own =
        session.pages.headMap(page.last, true).values().stream()
            .filter(each -> each.isNew && each.last >= page.first)
            .toList();
    for (StoredPage each : own) {
      session.pages.remove(each.first);
      if (each.first < page.first || each.last > page.last) {
        session.putBack(each, entries(each));
      }
    }
    session.add(page);
  }

  /** A message that was set down and is named again, or null where there is none. */
  Message find(long number) {
    Message message = found.get(number);
    for (Map.Entry<Long, StoredPage> at = byMessage.floorEntry(number);
        message == null && at != null;
        at = byMessage.lowerEntry(at.getKey())) {
      found = read(at.getValue());
      message = found.get(number);
    }
    return message;
  }

  private Map<Long, Message> read(StoredPage page) {
    Map<Long, Message> messages = new HashMap<>();
    for (Entry entry : entries(page).values()) {
      messages.put(entry.message.journalNumber(), entry.message);
    }
    return messages;
  }

  private Map<Long, Entry> entries(StoredPage page) {
    try {
      return PageRecords.entries(PageFiles.readNow(disk, page.place), ages);
    } catch (IOException e) {
      Logger.error("What was just set down cannot be read: {}", e.getMessage());
      return Map.of();
    }
  }
}
