package hearth.io.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A directory of files, as a journal needs it: {@link DirectoryDisk} is the real one, {@link
 * SimulatedDisk} the one whose power can be cut. Every call may block.
 */
public interface Disk extends Closeable {
  /** The names of the files there are, in any order. */
  List<String> list() throws IOException;

  /** Opens a file that exists, for reading and, where it may be written, for writing. */
  DiskFile open(String name) throws IOException;

  /** Creates an empty file; after a power cut it exists only if {@link #force} was called. */
  DiskFile create(String name) throws IOException;

  /** Deletes a file; after a power cut it may be there again unless {@link #force} was called. */
  void delete(String name) throws IOException;

  /** Makes the creations and deletions up to now survive a power cut. */
  void force() throws IOException;

  /** Frees what the disk holds, its lock for one; the files stay. */
  @Override
  void close() throws IOException;
}
