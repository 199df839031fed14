package hearth.broker.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files that hold secrets. */
public final class PrivateFile {
  private PrivateFile() {}

  /** Puts the bytes in place of the file, whole or not at all, with mode 0600. */
  public static void write(Path file, byte[] bytes) throws IOException {
    // A link stays a link: what it points to is replaced.
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path temporary =
        Files.createTempFile(
            target.getParent(),
            "." + target.getFileName(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      if (Files.exists(target)) {
        // With sudo the file would otherwise become root's, and the broker could not read it.
        Files.setOwner(temporary, Files.getOwner(target));
      }
      try (FileChannel channel = FileChannel.open(temporary, Set.of(StandardOpenOption.WRITE))) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(target.getParent())) {
        directory.force(true);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
