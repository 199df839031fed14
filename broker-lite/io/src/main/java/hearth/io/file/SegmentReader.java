package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Walks through one segment: whole records, damage between them, and the end. Reads through a
 * window that grows with the largest record. A block that the disk cannot read counts as zeros.
 */
final class SegmentReader {
  private static final int WINDOW_BYTES = 64 * 1024;
  private static final int BLOCK_BYTES = 4096;

  private final DiskFile file;
  private final long size;
  private ByteBuffer window;
  private long windowOffset;
  private boolean unreadable;
  private RecordFormat format;

  SegmentReader(DiskFile file) throws IOException {
    this(file, WINDOW_BYTES);
  }

  /**
   * @param windowBytes read at a time: few where most records are passed over
   */
  SegmentReader(DiskFile file, int windowBytes) throws IOException {
    this.file = file;
    this.size = file.size();
    this.window = ByteBuffer.allocate((int) Math.min(windowBytes, size)).limit(0);
  }

  /** What is told of a segment's content. */
  interface Visitor {
    /** So many bytes of a payload, or all of a shorter one, are shown to {@link #wants}. */
    int SHOWN_BYTES = 16;

    /** Whether a record is to be read, by its first bytes, which nothing has checked yet. */
    default boolean wants(int type, ByteBuffer start) {
      return true;
    }

    void record(int type, ByteBuffer payload);

    void damaged(long offset, int type, long length);
  }

  /** The first of the two headers that is whole, or null. */
  RecordFormat.Header header() {
    int length = (int) Math.min(size, RecordFormat.FIRST_RECORD);
    at(0, length);
    RecordFormat.Header first = RecordFormat.Header.read(window, 0);
    return first != null ? first : RecordFormat.Header.read(window, RecordFormat.HEADER_BYTES);
  }

  /**
   * Visits all records.
   *
   * @return the offset behind the last whole record
   */
  long visit(long salt, Visitor visitor) {
    format = new RecordFormat(salt);
    long offset = RecordFormat.FIRST_RECORD;
    long end = offset;
    while (offset < size) {
      if (isPassedOver(offset, visitor)) {
        end = offset + recordBytes(offset);
        offset = end;
      } else if (isWhole(offset)) {
        end = offset + recordBytes(offset);
        pass(offset, visitor);
        offset = end;
      } else {
        offset = passDamage(offset, visitor);
      }
    }
    return end;
  }

  /** Where its header can be trusted, a record that nobody wants need not be read. */
  private boolean isPassedOver(long offset, Visitor visitor) {
    if (!headerIsWhole(offset) || offset + recordBytes(offset) > size) {
      return false;
    }
    int payload = (int) recordBytes(offset) - RecordFormat.RECORD_HEADER_BYTES;
    int shown = Math.min(payload, Visitor.SHOWN_BYTES);
    int start = at(offset, RecordFormat.RECORD_HEADER_BYTES + shown);
    int type = Byte.toUnsignedInt(window.get(start + 4));
    return !visitor.wants(type, window.slice(start + RecordFormat.RECORD_HEADER_BYTES, shown));
  }

  /** Whether only zeros stand from the offset on. */
  boolean isEmptyFrom(long offset) {
    int step = window.capacity();
    for (long at = offset; at < size; at += step) {
      int length = (int) Math.min(step, size - at);
      int start = at(at, length);
      for (int i = start; i < start + length; i++) {
        if (window.get(i) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether some block could not be read: what we know of the segment may not be all. */
  boolean wasUnreadable() {
    return unreadable;
  }

  long size() {
    return size;
  }

  /** A copy of a part of the segment. */
  ByteBuffer copy(long offset, int length) {
    int start = at(offset, length);
    return ByteBuffer.wrap(window.array().clone(), start, length);
  }

  /** Goes on behind what is not whole; a tail that was only begun is nobody's damage. */
  private long passDamage(long offset, Visitor visitor) {
    long next = nextWhole(offset);
    boolean wasWritten = headerIsWhole(offset) && offset + recordBytes(offset) <= size;
    if (next == size && wasWritten) {
      next = offset + recordBytes(offset);
    }
    if (next < size || wasWritten) {
      visitor.damaged(offset, typeIfKnown(offset), next - offset);
    }
    return next;
  }

  private void pass(long offset, Visitor visitor) {
    int start = at(offset, (int) recordBytes(offset));
    int type = Byte.toUnsignedInt(window.get(start + 4));
    int length = window.getInt(start);
    int payload = start + RecordFormat.RECORD_HEADER_BYTES;
    visitor.record(type, window.slice(payload, length).asReadOnlyBuffer());
  }

  private boolean headerIsWhole(long offset) {
    return offset + RecordFormat.RECORD_HEADER_BYTES <= size
        && format.headerIsWhole(window, at(offset, RecordFormat.RECORD_HEADER_BYTES), offset);
  }

  private boolean isWhole(long offset) {
    if (!headerIsWhole(offset) || offset + recordBytes(offset) > size) {
      return false;
    }
    int start = at(offset, (int) recordBytes(offset));
    return format.headerIsWhole(window, start, offset) && format.payloadIsWhole(window, start);
  }

  private long recordBytes(long offset) {
    int start = at(offset, RecordFormat.RECORD_HEADER_BYTES);
    return (long) RecordFormat.RECORD_HEADER_BYTES + window.getInt(start);
  }

  private int typeIfKnown(long offset) {
    return headerIsWhole(offset) ? Byte.toUnsignedInt(window.get(at(offset, 5) + 4)) : 0;
  }

  /** The next whole record behind damage, or the segment's size where there is none. */
  private long nextWhole(long damaged) {
    if (isEmptyFrom(damaged)) {
      return size;
    }
    if (headerIsWhole(damaged)) {
      long behind = damaged + recordBytes(damaged);
      if (behind < size && isWhole(behind)) {
        return behind;
      }
    }
    long last = size - RecordFormat.RECORD_HEADER_BYTES;
    for (long offset = damaged + 1; offset <= last; offset++) {
      if (isWhole(offset)) {
        return offset;
      }
    }
    return size;
  }

  /** Brings a part of the segment into the window; where it starts there. */
  private int at(long offset, int length) {
    if (offset < windowOffset || offset + length > windowOffset + window.limit()) {
      load(offset, length);
    }
    return (int) (offset - windowOffset);
  }

  private void load(long offset, int length) {
    if (length > window.capacity()) {
      window = ByteBuffer.allocate(length);
    }
    int readable = (int) Math.min(window.capacity(), size - offset);
    windowOffset = offset;
    window.clear().limit(readable);
    try {
      file.read(window, offset);
    } catch (IOException e) {
      loadByBlocks(offset, readable);
    }
    window.position(0).limit(readable);
  }

  private void loadByBlocks(long offset, int length) {
    for (int start = 0; start < length; start += BLOCK_BYTES) {
      int end = Math.min(start + BLOCK_BYTES, length);
      window.clear().position(start).limit(end);
      try {
        file.read(window, offset + start);
      } catch (IOException e) {
        unreadable = true;
        Arrays.fill(window.array(), start, end, (byte) 0);
      }
    }
  }
}
