package hearth.broker.journal;

import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.QueuePages;
import hearth.broker.session.QueuedPage;
import hearth.io.file.AppendLog;
import hearth.io.file.PageFiles;
import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * Pages of queues beside the journal. A page is forced before its record PAGED is appended, and
 * deleted only after the record that ends it is forced: at any moment each message is found in the
 * journal or on a page that the journal names.
 */
final class JournalPages implements QueuePages {
  /** Files that nobody needs any more are deleted together, so that one force serves for all. */
  private static final long RELEASE_NANOS = 5_000_000_000L;

  private final EventLoop loop;
  private final StoreJournal journal;
  private final AppendLog log;
  private final PageFiles files;
  private final PageRecords records;
  private final long memoryBytes;

  /** How many pages of each file are of use. */
  private final Map<Long, Integer> used = new HashMap<>();

  /** The files of pages that have ended; each as often as it has such pages. */
  private List<Long> released = new ArrayList<>();

  private boolean releases;
  private long pendingBytes;

  JournalPages(
      EventLoop loop,
      StoreJournal journal,
      AppendLog log,
      PageFiles files,
      PageRecords records,
      long memoryBytes) {
    this.loop = loop;
    this.journal = journal;
    this.log = log;
    this.files = files;
    this.records = records;
    this.memoryBytes = memoryBytes;
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public long pendingBytes() {
    return pendingBytes;
  }

  @Override
  public void found(QueuedPage page, boolean isNew) {
    used.merge(page.place().file(), 1, Integer::sum);
    if (isNew) {
      journal.paged(page);
    }
  }

  @Override
  public void write(List<QueuedPage> pages, Consumer<IOException> done) {
    List<byte[]> bytes = pages.stream().map(records::write).toList();
    long counted = pages.stream().mapToLong(QueuedPage::bytes).sum();
    pendingBytes += counted;
    files.write(
        bytes,
        (places, failure) -> {
          pendingBytes -= counted;
          if (failure == null) {
            written(pages, places);
          } else {
            pages.forEach(JournalPages::notWritten);
            Logger.warn(
                "Waiting messages could not be written to disk and stay in memory: {}",
                failure.getMessage());
          }
          done.accept(failure);
        });
  }

  private void written(List<QueuedPage> pages, List<PageFiles.Page> places) {
    long file = places.get(0).file();
    for (int i = 0; i < pages.size(); i++) {
      QueuedPage page = pages.get(i);
      if (page.state() == QueuedPage.State.WRITING) {
        page.written(places.get(i));
        page.session().setDown(page);
        journal.paged(page);
        used.merge(file, 1, Integer::sum);
      }
    }
    if (!used.containsKey(file)) {
      files.delete(file);
    }
  }

  private static void notWritten(QueuedPage page) {
    if (page.state() == QueuedPage.State.WRITING) {
      page.keep();
    }
  }

  @Override
  public void read(QueuedPage page, Consumer<List<OutgoingMessage>> done) {
    files.read(
        page.place(),
        (bytes, failure) -> {
          List<OutgoingMessage> messages = null;
          IOException why = failure;
          try {
            messages = failure == null ? records.read(bytes) : null;
          } catch (IOException e) {
            why = e;
          }
          if (messages == null) {
            lost(page, why);
          }
          done.accept(messages);
        });
  }

  /** Its file stays for whoever wants to look at it: it is of use for ever. */
  private void lost(QueuedPage page, IOException why) {
    if (page.state() != QueuedPage.State.ENDED) {
      Logger.error(
          "{} messages that waited for {} are lost: {}",
          page.count(),
          page.session(),
          why.getMessage());
      journal.pageEnded(page);
    }
  }

  @Override
  public void ended(QueuedPage page) {
    journal.pageEnded(page);
    released.add(page.place().file());
    release();
  }

  private void release() {
    if (!releases && !released.isEmpty()) {
      releases = true;
      loop.schedule(RELEASE_NANOS, this::forceThenDelete);
    }
  }

  private void forceThenDelete() {
    List<Long> settled = released;
    released = new ArrayList<>();
    log.force(
        failure -> {
          releases = false;
          if (failure == null) {
            settled.forEach(this::forget);
          } else {
            released.addAll(settled);
          }
          release();
        });
  }

  private void forget(long file) {
    if (used.merge(file, -1, Integer::sum) == 0) {
      used.remove(file);
      files.delete(file);
    }
  }

  /** Bytes written to pages since the start. */
  long bytesWritten() {
    return files.bytesWritten();
  }
}
