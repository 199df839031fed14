package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads a log without changing anything of it, one that is being appended to included: what is
 * wanted of it and whole. A tail that is not wholly written is passed over in silence. Blocks.
 */
public final class LogReader {
  /** Headers of records that nobody wants are most of what is read. */
  private static final int WINDOW_BYTES = 16 * 1024;

  /** Who asks. */
  public interface Visitor {
    /**
     * Whether a record is wanted.
     *
     * @param start its first 16 bytes, or all of a shorter one, as they stand there: nothing has
     *     checked them yet. Valid during the call only
     */
    boolean wants(int type, ByteBuffer start);

    /**
     * A whole record that was wanted.
     *
     * @param payload valid during the call only
     */
    void record(int type, ByteBuffer payload);

    /** Bytes that are no whole record, or a segment that cannot be read: what they were is lost. */
    void damaged(String segment, long offset, long length);
  }

  private LogReader() {}

  /**
   * Reads all segments, oldest first.
   *
   * @throws IOException where the directory cannot be listed
   */
  public static void read(Disk disk, Visitor visitor) throws IOException {
    List<String> segments =
        disk.list().stream()
            .filter(name -> Recovery.NAME.matcher(name).matches())
            .sorted()
            .toList();
    for (String name : segments) {
      try (DiskFile file = disk.open(name)) {
        read(name, new SegmentReader(file, WINDOW_BYTES), visitor);
      } catch (IOException e) {
        visitor.damaged(name, 0, 0);
      }
    }
  }

  private static void read(String name, SegmentReader reader, Visitor visitor) {
    RecordFormat.Header header = reader.header();
    if (header == null || header.version > RecordFormat.VERSION) {
      if (reader.size() > RecordFormat.FIRST_RECORD && !reader.isEmptyFrom(0)) {
        visitor.damaged(name, 0, reader.size());
      }
      return;
    }
    reader.visit(
        header.salt,
        new SegmentReader.Visitor() {
          @Override
          public boolean wants(int type, ByteBuffer start) {
            return visitor.wants(type, start);
          }

          @Override
          public void record(int type, ByteBuffer payload) {
            visitor.record(type, payload);
          }

          @Override
          public void damaged(long offset, int type, long length) {
            visitor.damaged(name, offset, length);
          }
        });
  }
}
