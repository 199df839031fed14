package hearth.io.file;

import java.io.IOException;
import java.util.List;

/** A folder of folders, each of which is a {@link Disk}. Every call may block. */
public interface Folders {
  /** The names of those there are, in any order. */
  List<String> list() throws IOException;

  /** Opens one for reading and writing, and makes it where it is missing. */
  Disk open(String name) throws IOException;

  /**
   * Opens one that exists to be read, whoever else has it open.
   *
   * @throws IOException where there is none
   */
  Disk read(String name) throws IOException;

  /** Deletes one with all that is in it; half of it may be left where the power is cut. */
  void delete(String name) throws IOException;
}
