package hearth.broker.journal;

import hearth.broker.session.QueuedPage;
import hearth.io.file.PageFiles;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A page of a queue as the journal's records tell of it. */
final class StoredPage {
  /** What became of one of its entries. */
  record Sent(int state, int packetIdentifier) {}

  final PageFiles.Page place;
  final int count;
  final long bytes;
  final long first;
  final long last;

  /** Entries that have left their session. */
  final Set<Long> finished = new HashSet<>();

  /** Entries that are in flight. */
  final Map<Long, Sent> sent = new HashMap<>();

  /** Whether no record of the journal names it yet. */
  boolean isNew;

  /** Whether its messages are among the entries of its session. */
  boolean isOpen;

  /** The page as the session has it; null until the session is there. */
  QueuedPage queued;

  StoredPage(PageFiles.Page place, int count, long bytes, long first, long last) {
    this.place = place;
    this.count = count;
    this.bytes = bytes;
    this.first = first;
    this.last = last;
  }
}
