package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is being written. Space is filled with zeros ahead of the records, so that a
 * small commit changes one block of the file and nothing of the file system's own. On the journal's
 * thread.
 */
final class SegmentWriter {
  static final int BLOCK_BYTES = 4096;

  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  private final DiskFile file;
  private final long number;
  private final RecordFormat format;
  private final ByteBuffer buffer;
  private final int preallocateBytes;

  /** Behind the last record. */
  private long end;

  /** Behind the zeros. */
  private long allocated;

  /** What was written and not forced lies in [dirtyFrom, dirtyTo). */
  private long dirtyFrom = Long.MAX_VALUE;

  private long dirtyTo;

  /**
   * Creates a segment; nothing of it stays where that fails.
   *
   * @param buffer for the time of each call
   */
  SegmentWriter(Disk disk, long number, long salt, ByteBuffer buffer, int preallocateBytes)
      throws IOException {
    this.number = number;
    this.format = new RecordFormat(salt);
    this.buffer = buffer;
    this.preallocateBytes = preallocateBytes;
    this.file = disk.create(Recovery.nameOf(number));
    try {
      write(RecordFormat.headers(salt), 0);
      end = RecordFormat.FIRST_RECORD;
      allocated = end;
      file.force();
      disk.force();
    } catch (IOException e) {
      giveUp(disk);
      throw e;
    }
  }

  private void giveUp(Disk disk) {
    try {
      file.close();
      disk.delete(Recovery.nameOf(number));
    } catch (IOException e) {
      // An empty segment is left, which the next start takes away.
    }
  }

  long number() {
    return number;
  }

  /** Bytes of its header and records. */
  long end() {
    return end;
  }

  boolean hasRecords() {
    return end > RecordFormat.FIRST_RECORD;
  }

  /** Seals and writes the records of a batch. */
  void append(Batch batch) throws IOException {
    long to = end;
    for (Batch.Piece piece : batch.pieces()) {
      append(piece, to);
      to += piece.length();
    }
    end = to;
    if (end > allocated) {
      allocated = end;
      // Beside a large write the file system's own is small, and zeros would double it.
      if (batch.length() < preallocateBytes / 4) {
        preallocate();
      }
    }
  }

  private void append(Batch.Piece piece, long offset) throws IOException {
    for (int at = 0; at < piece.length(); ) {
      at = format.seal(piece.bytes, at, offset + at);
    }
    for (int done = 0; done < piece.length(); ) {
      int count = Math.min(buffer.capacity(), piece.length() - done);
      buffer.clear();
      buffer.put(piece.bytes.array(), done, count).flip();
      write(buffer, offset + done);
      done += count;
    }
  }

  private void preallocate() {
    long target = (end / preallocateBytes + 1) * preallocateBytes;
    try {
      while (allocated < target) {
        int count = (int) Math.min(buffer.capacity(), target - allocated);
        buffer.clear();
        while (buffer.position() < count) {
          buffer.put(ZEROS, 0, Math.min(ZEROS.length, count - buffer.position()));
        }
        write(buffer.flip(), allocated);
        allocated += count;
      }
    } catch (IOException e) {
      // The record is written; that there is no room behind it is for the next one to find out.
    }
  }

  private void write(ByteBuffer from, long offset) throws IOException {
    dirtyFrom = Math.min(dirtyFrom, offset);
    dirtyTo = Math.max(dirtyTo, offset + from.remaining());
    file.write(from, offset);
  }

  /**
   * Forces what was written.
   *
   * @return bytes of the blocks that went to the disk
   */
  long force() throws IOException {
    if (dirtyTo == 0) {
      return 0;
    }
    file.force();
    return takeDirtyBytes();
  }

  /** Bytes of the blocks changed since this was asked last. */
  private long takeDirtyBytes() {
    long first = dirtyFrom / BLOCK_BYTES;
    long last = (dirtyTo + BLOCK_BYTES - 1) / BLOCK_BYTES;
    dirtyFrom = Long.MAX_VALUE;
    dirtyTo = 0;
    return Math.max(0, last - first) * BLOCK_BYTES;
  }

  /** Gives back the zeros, forces all and closes. Blocks written count as in {@link #force}. */
  long finish() throws IOException {
    try (file) {
      if (allocated > end) {
        file.truncate(end);
        dirtyTo = Math.min(dirtyTo, end);
      }
      file.force();
      return takeDirtyBytes();
    }
  }

  /**
   * Closes after a failure, without what stands behind the last good record, if the disk lets us.
   */
  void abandon() {
    try (file) {
      file.truncate(end);
      file.force();
    } catch (IOException | RuntimeException e) {
      // What is left there was reported as failed; finding it at the next start does no harm.
    }
  }
}
