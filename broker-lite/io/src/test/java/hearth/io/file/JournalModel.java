package hearth.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An owner of a log as simple as can be, and what must hold for it: numbered changes of a few keys.
 * A record is a key, the number of the change, and filler that only that number explains.
 */
final class JournalModel {
  static final int PUT = 1;
  static final int DELETE = 2;
  static final int KEYS = 6;

  final List<Throwable> failures = new ArrayList<>();
  final ManualLoop loop = new ManualLoop(new ManualClock(), failures::add);

  /** What the journal thread has still to do; run when the test says so. */
  final ArrayDeque<Runnable> journal = new ArrayDeque<>();

  /** What the owner holds in memory: the number of each key's last put. */
  final Map<Integer, Integer> live = new HashMap<>();

  /** The last change of each key that was said to be durable, as PUT or DELETE. */
  private final Map<Integer, Integer> promised = new HashMap<>();

  /** Changes that were written without a failure since; a force of a later one is theirs too. */
  private final Map<Integer, Integer> written = new HashMap<>();

  private final Map<Integer, Integer> typeOfChange = new HashMap<>();
  private final Map<Integer, Integer> lastChange = new HashMap<>();
  private final Map<Integer, Integer> lastDelete = new HashMap<>();

  /** What a log that was opened had in it: each key's last record. */
  final Map<Integer, Integer> found = new HashMap<>();

  int damages;
  int tornTails;
  int changes;
  AppendLog log;

  static byte[] payload(int key, int change) {
    Random filler = new Random(change);
    ByteBuffer payload = ByteBuffer.allocate(8 + filler.nextInt(90));
    payload.putInt(key).putInt(change);
    while (payload.hasRemaining()) {
      payload.put((byte) filler.nextInt());
    }
    return payload.array();
  }

  void open(Disk disk, AppendLog.Settings settings, Random random) throws IOException {
    found.clear();
    written.clear();
    live.clear();
    log = AppendLog.open(disk, loop, journal::add, random::nextLong, settings, new Finder());
    found.forEach(
        (key, change) -> {
          if (typeOfChange.get(change) == PUT) {
            live.put(key, change);
          }
        });
  }

  private final class Finder implements RecoveryListener {
    @Override
    public void record(int type, ByteBuffer payload) {
      int key = payload.getInt(0);
      int change = payload.getInt(4);
      assertEquals(ByteBuffer.wrap(payload(key, change)), payload, "a record is not what was put");
      assertEquals(typeOfChange.get(change), type);
      found.put(key, change);
    }

    @Override
    public void damaged(
        String segment, long offset, int type, long length, ByteBuffer payload, String setAside) {
      damages++;
    }

    @Override
    public void tornTail(String segment, long offset, long length) {
      tornTails++;
    }
  }

  /** Changes a key; what was promised is noted when the log says so. */
  void change(int type, int key, Durability durability) {
    int number = ++changes;
    typeOfChange.put(number, type);
    lastChange.put(key, number);
    if (type == PUT) {
      live.put(key, number);
    } else {
      live.remove(key);
      lastDelete.put(key, number);
    }
    log.append(
        type,
        payload(key, number),
        durability,
        failure -> {
          if (failure != null) {
            // What was written before and never forced may be lost with it.
            written.clear();
            return;
          }
          written.put(key, number);
          if (durability == Durability.FORCED) {
            promised.putAll(written);
          }
        });
  }

  boolean isPromised(int change) {
    return promised.containsValue(change);
  }

  /** Appends again what is live of a key, as compaction does. */
  void rewrite(int key) {
    Integer number = live.get(key);
    if (number != null) {
      log.append(PUT, payload(key, number), Durability.UNFORCED, null);
    }
  }

  /** Of every key at least the last promised change is there, and nothing that never was. */
  void check() {
    for (int key = 0; key < KEYS; key++) {
      Integer foundChange = found.get(key);
      Integer promisedChange = promised.get(key);
      if (promisedChange != null) {
        boolean gone = foundChange == null;
        if (gone) {
          // A later delete that failed counts too: the owner held the key for gone from then on.
          assertTrue(lastDelete.getOrDefault(key, 0) >= promisedChange, "key " + key + " was lost");
        } else {
          assertTrue(
              foundChange >= promisedChange,
              "key " + key + ": change " + promisedChange + " was promised, found " + foundChange);
        }
      }
      if (foundChange != null) {
        assertTrue(foundChange <= lastChange.get(key));
        // From now on it is what the owner builds upon.
        promised.put(key, foundChange);
      }
    }
  }

  /** The journal thread does all it has to do, and the loop hears of it. */
  void settle() {
    loop.runReady();
    for (Runnable task; (task = journal.poll()) != null; ) {
      task.run();
      loop.runReady();
    }
  }
}
