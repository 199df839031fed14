package hearth.io.file;

import java.nio.ByteBuffer;

/** What opening a log finds, in the order in which it was appended. */
public interface RecoveryListener {
  /** So much of a damaged record is shown. */
  int SHOWN_BYTES = 64 * 1024;

  /**
   * A whole record.
   *
   * @param type as it was appended, 1 to 255
   * @param payload valid during the call only
   */
  void record(int type, ByteBuffer payload);

  /**
   * Bytes in the midst of a segment that are no whole record; what follows them is served.
   *
   * @param segment the name of the file
   * @param offset where in the file
   * @param type of the damaged record, or 0 where that is not known
   * @param length in bytes, the record's header included
   * @param payload what stands where the payload should, as much of it as {@link #SHOWN_BYTES};
   *     valid during the call only
   * @param setAside the name of the file that now holds them, or null where it could not be written
   */
  void damaged(
      String segment, long offset, int type, long length, ByteBuffer payload, String setAside);

  /**
   * The end of a segment, not wholly written when the power or the process went: it is cut off.
   * None of it was ever promised to be there.
   */
  void tornTail(String segment, long offset, long length);
}
