package hearth.io.file;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment, version 1. Numbers are big-endian.
 *
 * <pre>
 *   segment  ┌────────┬────────┬────────┬────────┬ ─ ─ ─ ┐
 *            │ header │ header │ record │ record │ zeros │   the header stands there twice, so that
 *            └────────┴────────┴────────┴────────┴ ─ ─ ─ ┘   one damaged byte cannot hide all behind it
 *
 *   header   ┌───────────────┬─────────┬───────────────┬────────────┐
 *            │ magic         │ version │ salt          │ CRC-32C    │
 *            │ "HEARTHLG", 8 │ 4       │ 8             │ of those, 4│
 *            └───────────────┴─────────┴───────────────┴────────────┘
 *
 *   record   ┌────────┬──────┬───────┬─────────┬─────────┐
 *            │ length │ type │ check │ CRC-32C │ payload │
 *            │ 4      │ 1    │ 3     │ 4       │ length  │
 *            └────────┴──────┴───────┴─────────┴─────────┘
 *            length  of the payload
 *            type    1 to 255, the owner's; 0 is what was never written
 *            check   low 24 bits of the CRC-32C of salt, offset of the record in the segment, length
 *                    and type: whether the length can be trusted
 *            CRC-32C of all that, and the payload: whether the record can be
 * </pre>
 *
 * <p>The salt is random and the offset counts, so that bytes inside of a payload, or left from
 * other times, never pass for a record when the reader looks for the next whole one behind damage.
 */
final class RecordFormat {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 24;

  /** Where the first record stands. */
  static final int FIRST_RECORD = 2 * HEADER_BYTES;

  static final int RECORD_HEADER_BYTES = 12;
  static final int HIGHEST_TYPE = 255;

  private static final long MAGIC = 0x4845_4152_5448_4C47L; // HEARTHLG
  private static final int CHECK_MASK = 0xFF_FFFF;
  private static final int CHECKED_HEADER_BYTES = 20;

  private final CRC32C crc = new CRC32C();

  /** Salt, offset, and the record's length and type: what its checksums begin with. */
  private final ByteBuffer prefix = ByteBuffer.allocate(21);

  private final long salt;

  RecordFormat(long salt) {
    this.salt = salt;
  }

  /** The two headers of a new segment. */
  static ByteBuffer headers(long salt) {
    ByteBuffer headers = ByteBuffer.allocate(FIRST_RECORD);
    for (int start = 0; start < FIRST_RECORD; start += HEADER_BYTES) {
      headers.putLong(MAGIC).putInt(VERSION).putLong(salt);
      headers.putInt(headerCrc(headers, start));
    }
    return headers.flip();
  }

  /** What one of the two headers says; null where it is damaged. */
  static final class Header {
    final int version;
    final long salt;

    private Header(int version, long salt) {
      this.version = version;
      this.salt = salt;
    }

    /** Reads the header at the start of a buffer; leaves the position. */
    static Header read(ByteBuffer in, int start) {
      boolean whole =
          in.limit() >= start + HEADER_BYTES
              && in.getLong(start) == MAGIC
              && in.getInt(start + CHECKED_HEADER_BYTES) == headerCrc(in, start);
      return whole ? new Header(in.getInt(start + 8), in.getLong(start + 12)) : null;
    }
  }

  private static int headerCrc(ByteBuffer in, int start) {
    CRC32C crc = new CRC32C();
    crc.update(in.duplicate().position(start).limit(start + CHECKED_HEADER_BYTES));
    return (int) crc.getValue();
  }

  /**
   * Fills in both checksums of a record whose length, type and payload stand in the buffer.
   *
   * @param records over an array from its start
   * @param at where the record starts in it
   * @param offset where it will start in the segment
   * @return where the next record starts
   */
  int seal(ByteBuffer records, int at, long offset) {
    int length = records.getInt(at);
    int type = Byte.toUnsignedInt(records.get(at + 4));
    records.putInt(at + 4, type << 24 | check(length, type, offset));
    records.putInt(at + 8, finish(records.array(), at + RECORD_HEADER_BYTES, length));
    return at + RECORD_HEADER_BYTES + length;
  }

  /** Whether length and type of the record at a place of the buffer are as they were written. */
  boolean headerIsWhole(ByteBuffer in, int at, long offset) {
    int typeAndCheck = in.getInt(at + 4);
    int type = typeAndCheck >>> 24;
    int length = in.getInt(at);
    return type != 0 && length >= 0 && check(length, type, offset) == (typeAndCheck & CHECK_MASK);
  }

  /**
   * Whether a whole record is as it was written. Called right after {@link #headerIsWhole} has said
   * yes to it.
   *
   * @param in over an array from its start, with all of the record in it
   */
  boolean payloadIsWhole(ByteBuffer in, int at) {
    int length = in.getInt(at);
    return finish(in.array(), at + RECORD_HEADER_BYTES, length) == in.getInt(at + 8);
  }

  private int check(int length, int type, long offset) {
    prefix.clear().putLong(salt).putLong(offset).putInt(length).put((byte) type);
    crc.reset();
    crc.update(prefix.flip());
    return (int) crc.getValue() & CHECK_MASK;
  }

  /** Goes on where {@link #check} ended. */
  private int finish(byte[] bytes, int from, int length) {
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
