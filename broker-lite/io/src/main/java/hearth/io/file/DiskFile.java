package hearth.io.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. Every call may block; one thread at a time. */
public interface DiskFile extends Closeable {
  long size() throws IOException;

  /** Fills the buffer from that offset on, as far as the file reaches. */
  void read(ByteBuffer into, long offset) throws IOException;

  /** Writes all that remains in the buffer; where it fails, any part of it may be written. */
  void write(ByteBuffer from, long offset) throws IOException;

  void truncate(long size) throws IOException;

  /** Makes what was written up to now survive a power cut. */
  void force() throws IOException;

  @Override
  void close() throws IOException;
}
