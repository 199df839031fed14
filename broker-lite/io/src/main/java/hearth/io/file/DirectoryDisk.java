package hearth.io.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory of the machine, locked for this process. Its files are readable by the owner only.
 */
public final class DirectoryDisk implements Disk {
  private static final String LOCK = "lock";
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final FileChannel lockFile;

  /**
   * Opens a directory, which is made where it is missing.
   *
   * @throws IOException where it is in use by another process or cannot be made; on a read-only
   *     file system it opens, and writing fails later
   */
  public DirectoryDisk(Path directory) throws IOException {
    this.directory = directory.toAbsolutePath();
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(this.directory, PRIVATE_DIRECTORY);
    }
    this.lockFile = lock();
  }

  private DirectoryDisk(Path directory, FileChannel lockFile) {
    this.directory = directory;
    this.lockFile = lockFile;
  }

  /** One that exists, for reading beside whoever has its lock; nothing of it may be changed. */
  static DirectoryDisk readOnly(Path directory) {
    return new DirectoryDisk(directory.toAbsolutePath(), null);
  }

  private FileChannel lock() throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(directory.resolve(LOCK), Set.of(CREATE, WRITE), PRIVATE_FILE);
    } catch (AccessDeniedException e) {
      throw new IOException(
          "no permission to write in the store "
              + directory
              + ": make it belong to the user that runs this",
          e);
    } catch (FileSystemException e) {
      // Read-only or full: nobody else can write here either, and what is there can be read.
      return null;
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held within this process: the same refusal.
    }
    channel.close();
    throw new IOException(
        "the store " + directory + " is in use by another process; stop that one first");
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    Path file = directory.resolve(name);
    try {
      return new Opened(FileChannel.open(file, READ, WRITE));
    } catch (FileSystemException e) {
      return new Opened(FileChannel.open(file, READ));
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    Set<OpenOption> options = Set.of(CREATE_NEW, READ, WRITE);
    return new Opened(FileChannel.open(directory.resolve(name), options, PRIVATE_FILE));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  @Override
  public void force() throws IOException {
    forceDirectory(directory);
  }

  /** Makes creations, renames and deletions in a directory survive a power cut. */
  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    if (lockFile != null) {
      lockFile.close();
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  private static final class Opened implements DiskFile {
    private final FileChannel channel;

    Opened(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
      long position = offset;
      for (int read; into.hasRemaining() && (read = channel.read(into, position)) >= 0; ) {
        position += read;
      }
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
      long position = offset;
      while (from.hasRemaining()) {
        position += channel.write(from, position);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
