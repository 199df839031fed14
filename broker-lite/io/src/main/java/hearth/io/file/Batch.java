package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/** Records that are written together, and what is to be done with them. */
final class Batch {
  private static final int FIRST_BYTES = 4096;
  private static final int KEPT_BYTES = 256 * 1024;

  /** The records, whose checksums are filled in when their offsets are known. */
  byte[] bytes = new byte[FIRST_BYTES];

  int length;
  final ArrayDeque<AppendLog.Completion> completions = new ArrayDeque<>();

  /** To be forced to disk, with all before it. */
  boolean force;

  /** A new segment is begun before it; the older ones are those that compaction takes away. */
  boolean beginsCompaction;

  /** Once it is forced, the segments from before the compaction are deleted. */
  boolean endsCompaction;

  /** The last one. */
  boolean closes;

  /** What became of it; null is success. */
  IOException failure;

  /** What nobody expected, beside the failure that it led to; or null. */
  Throwable crash;

  /** Adds a record; returns how many bytes there are now. */
  int add(int type, byte[] head, byte[] body, AppendLog.Completion done) {
    int payload = Math.addExact(head.length, body.length);
    ensureRoomFor(Math.addExact(RecordFormat.RECORD_HEADER_BYTES, payload));
    ByteBuffer record = ByteBuffer.wrap(bytes, length, bytes.length - length);
    record.putInt(payload).put((byte) type);
    record.position(length + RecordFormat.RECORD_HEADER_BYTES);
    record.put(head).put(body);
    length = record.position();
    addLast(done);
    return length;
  }

  void addLast(AppendLog.Completion done) {
    if (done != null) {
      completions.add(done);
    }
  }

  private void ensureRoomFor(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, needed));
    }
  }

  void reset() {
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[FIRST_BYTES];
    }
    length = 0;
    force = false;
    beginsCompaction = false;
    endsCompaction = false;
    closes = false;
    failure = null;
    crash = null;
  }
}
