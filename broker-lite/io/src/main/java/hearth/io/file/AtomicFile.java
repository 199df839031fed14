package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Replaces whole files so that a reader, or a power cut at any moment, finds either the old content
 * or the new one: written beside, forced, renamed over, and the directory forced. Blocks.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes a file that anybody may read, or that keeps the mode and the owner of the one it
   * replaces.
   *
   * @throws IOException where it cannot be written; the old file is then as it was
   */
  public static void write(Path file, byte[] content) throws IOException {
    replace(
        file,
        content,
        (made, before, folder) -> before != null ? before : made.withMode(Ownership.PUBLIC));
  }

  /**
   * Writes a file.
   *
   * @param rule whose it will be, before it has its name
   * @throws IOException where it cannot be written; the old file is then as it was
   */
  static void replace(Path file, byte[] content, Ownership.Rule rule) throws IOException {
    // A link stays a link: what it points to is replaced.
    Path target = Owners.own(Set.of()).target(file);
    Path directory = target.getParent();
    Path beside = Files.createTempFile(directory, "." + target.getFileName(), ".new");
    try {
      writeForced(beside, content);
      dress(beside, target, rule);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    DirectoryDisk.forceDirectory(directory);
  }

  private static void writeForced(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void dress(Path file, Path target, Ownership.Rule rule) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    Ownership made = Ownership.of(PathWalk.Status.of(file));
    Ownership before = Files.exists(target) ? Ownership.of(PathWalk.Status.of(target)) : null;
    Ownership folder = Ownership.of(PathWalk.Status.of(target.getParent()));
    rule.of(made, before, folder).applyTo(file, made);
  }
}
