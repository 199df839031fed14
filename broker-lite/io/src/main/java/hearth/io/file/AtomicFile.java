package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Replaces whole files so that a reader, or a power cut at any moment, finds either the old content
 * or the new one: written beside, forced, renamed over, and the directory forced. Blocks.
 */
public final class AtomicFile {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");

  private AtomicFile() {}

  /**
   * Writes a file that anybody may read, or that keeps the mode of the one it replaces.
   *
   * @throws IOException where it cannot be written; the old file is then as it was
   */
  public static void write(Path file, byte[] content) throws IOException {
    replace(file, content, false);
  }

  /**
   * Writes a file that holds a secret: mode 0600, whatever the mode of the one it replaces.
   *
   * @throws IOException where it cannot be written; the old file is then as it was
   */
  public static void writePrivate(Path file, byte[] content) throws IOException {
    replace(file, content, true);
  }

  private static void replace(Path file, byte[] content, boolean secret) throws IOException {
    // A link stays a link: what it points to is replaced.
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = target.getParent();
    Path beside = Files.createTempFile(directory, "." + target.getFileName(), ".new");
    try {
      writeForced(beside, content);
      dress(beside, target, secret);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    DirectoryDisk.forceDirectory(directory);
  }

  private static void writeForced(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Owner, group and mode as before: root may change a file that the service reads. */
  private static void dress(Path file, Path before, boolean secret) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> mode = PUBLIC;
    if (Files.exists(before)) {
      PosixFileAttributes old = Files.readAttributes(before, PosixFileAttributes.class);
      PosixFileAttributes now = view.readAttributes();
      mode = old.permissions();
      if (!old.owner().equals(now.owner())) {
        view.setOwner(old.owner());
      }
      if (!old.group().equals(now.group())) {
        view.setGroup(old.group());
      }
    }
    view.setPermissions(secret ? PRIVATE : mode);
  }
}
