package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records that are written together, and what is to be done with them. They stand in pieces of
 * memory that hold whole records each: it grows without moving what is there.
 */
final class Batch {
  private static final int FIRST_BYTES = 4096;
  private static final int PIECE_BYTES = 64 * 1024;
  private static final int KEPT_BYTES = 256 * 1024;

  /** Some records, whose checksums are filled in when their offsets are known. */
  static final class Piece {
    final ByteBuffer bytes;

    Piece(int bytes) {
      this.bytes = ByteBuffer.allocate(bytes);
    }

    int length() {
      return bytes.position();
    }
  }

  /** Appends in a row that share their completion. */
  private static final class Run {
    final AppendLog.Completion completion;
    int appends;

    Run(AppendLog.Completion completion, int appends) {
      this.completion = completion;
      this.appends = appends;
    }
  }

  /** Those beyond {@link #used} are empty. */
  private final ArrayList<Piece> pieces = new ArrayList<>(List.of(new Piece(FIRST_BYTES)));

  private int used = 1;
  private int length;
  private final ArrayList<Run> runs = new ArrayList<>();

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

  /** Bytes of all records. */
  int length() {
    return length;
  }

  /** The pieces with records, in their order. */
  List<Piece> pieces() {
    return pieces.subList(0, used);
  }

  /** Adds a record, its payload in two parts; returns how many bytes there are now. */
  int add(int type, byte[] head, int headLength, byte[] body, AppendLog.Completion done) {
    int payload = Math.addExact(headLength, body.length);
    int bytes = Math.addExact(RecordFormat.RECORD_HEADER_BYTES, payload);
    ByteBuffer record = room(bytes);
    record.putInt(payload).putInt(type << (Byte.SIZE * 3)).putInt(0);
    record.put(head, 0, headLength).put(body);
    length += bytes;
    addLast(done);
    return length;
  }

  /** Who hears of the end of all up to now; nobody where it is null. */
  void addLast(AppendLog.Completion done) {
    if (done != null) {
      addRun(done, 1);
    }
  }

  private void addRun(AppendLog.Completion done, int appends) {
    Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
    if (last != null && last.completion == done) {
      last.appends += appends;
    } else {
      runs.add(new Run(done, appends));
    }
  }

  /** Adds what another holds, which is later. */
  void addAll(Batch later) {
    for (Piece piece : later.pieces()) {
      room(piece.length()).put(piece.bytes.array(), 0, piece.length());
    }
    length += later.length;
    later.runs.forEach(run -> addRun(run.completion, run.appends));
    force |= later.force;
    beginsCompaction |= later.beginsCompaction;
    endsCompaction |= later.endsCompaction;
    closes |= later.closes;
  }

  /** Where so many bytes have room in one piece. */
  private ByteBuffer room(int bytes) {
    Math.addExact(length, bytes);
    ByteBuffer last = pieces.get(used - 1).bytes;
    if (last.remaining() >= bytes) {
      return last;
    }
    if (used == pieces.size() || pieces.get(used).bytes.capacity() < bytes) {
      pieces.add(used, new Piece(Math.max(PIECE_BYTES, bytes)));
    }
    return pieces.get(used++).bytes;
  }

  /**
   * Tells everybody who waits for its end.
   *
   * @param crashes hears of what they throw
   */
  void complete(Consumer<Throwable> crashes) {
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      try {
        run.completion.done(run.appends, failure);
      } catch (RuntimeException | Error e) {
        crashes.accept(e);
      }
    }
  }

  /** Makes it as new; a part of its memory stays for the next records. */
  void reset() {
    int kept = 0;
    for (int i = 0; i < pieces.size(); i++) {
      ByteBuffer bytes = pieces.get(i).bytes.clear();
      kept += bytes.capacity();
      if (kept > KEPT_BYTES) {
        pieces.subList(i, pieces.size()).clear();
      }
    }
    used = 1;
    length = 0;
    runs.clear();
    force = false;
    beginsCompaction = false;
    endsCompaction = false;
    closes = false;
    failure = null;
    crash = null;
  }
}
