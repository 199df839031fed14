package hearth.bench;

import java.util.HashSet;
import java.util.Set;

/**
 * What one subscriber has received of the numbered messages of several streams. A message that is
 * passed over counts as lost until it comes; then it is late, and out of order.
 */
final class Ledger {
  private static final int MAX_MISSING = 200_000;

  private final long[] next;
  private final Set<Long> missing = new HashSet<>();
  private long unnamedMissing;
  private long received;
  private long late;
  private long duplicates;

  Ledger(int streams) {
    next = new long[streams];
  }

  /** Enters the message of this number, 0 or more, of a stream. */
  void received(int stream, long number) {
    received++;
    long expected = next[stream];
    if (number == expected) {
      next[stream] = number + 1;
    } else if (number > expected) {
      skip(stream, expected, number);
      next[stream] = number + 1;
    } else if (missing.remove(key(stream, number))) {
      late++;
    } else {
      duplicates++;
    }
  }

  private void skip(int stream, long from, long to) {
    for (long number = from; number < to; number++) {
      if (missing.size() < MAX_MISSING) {
        missing.add(key(stream, number));
      } else {
        unnamedMissing++;
      }
    }
  }

  private static long key(int stream, long number) {
    return (long) stream << 40 | number;
  }

  long received() {
    return received;
  }

  /** Those that came after a later one. */
  long late() {
    return late;
  }

  long duplicates() {
    return duplicates;
  }

  /** Those of a stream that never came, given how many were sent. */
  long lostAtTheEnd(int stream, long sent) {
    return sent - next[stream];
  }

  /** Those passed over, of all streams. */
  long passedOver() {
    return missing.size() + unnamedMissing;
  }
}
