package hearth.io.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Users, by number, who are trusted with where a path leads and with what is found there: root, and
 * whoever runs this.
 */
public record Owners(Set<Integer> uids) {
  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 0002;
  private static final int GROUP_WRITES = 0020;

  /** Root and whoever runs this, and these. */
  public static Owners own(Set<Integer> others) {
    Set<Integer> uids = new HashSet<>(others);
    uids.add(0);
    uids.add(ServiceFiles.ownUid());
    return new Owners(Set.copyOf(uids));
  }

  /** Where a path ends; a file that is not there yet, or a link to nothing, is an end itself. */
  Path target(Path file) throws IOException {
    if (!Files.exists(file)) {
      return file.toAbsolutePath();
    }
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return file.toRealPath();
    }
    return PathWalk.walk(file, new LinkGuard());
  }

  /**
   * Whether a file may be opened, whoever named it: a regular one of theirs that nobody else can
   * exchange for another, and no larger than that. Of a FIFO nothing might ever come.
   *
   * @param maximum bytes
   */
  public boolean have(Path file, long maximum) {
    try {
      Path end =
          PathWalk.walk(file, (folder, status) -> uids.contains(status.uid()) && !isOthers(status));
      return end != null
          && uids.contains(PathWalk.Status.of(end).uid())
          && Files.isRegularFile(end, LinkOption.NOFOLLOW_LINKS)
          && Files.size(end) <= maximum;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether others exchange what is in a folder: where it is sticky, only what is theirs. */
  private static boolean isOthers(PathWalk.Status folder) {
    // A group with the number of its user is the user's own, as Debian makes them.
    boolean isGroups = folder.has(GROUP_WRITES) && folder.gid() != folder.uid();
    return !folder.has(STICKY) && (isGroups || folder.has(OTHERS_WRITE));
  }

  /** As the kernel does with fs.protected_symlinks, which some machines have off. */
  private final class LinkGuard implements PathWalk.Visitor {
    @Override
    public boolean enter(Path folder, PathWalk.Status status) {
      return true;
    }

    @Override
    public void follow(Path link, PathWalk.Status status, PathWalk.Status folder)
        throws IOException {
      if (folder.has(STICKY | OTHERS_WRITE) && !uids.contains(status.uid())) {
        throw new FileSystemException(
            link.toString(),
            null,
            "somebody else has put a link there, in a folder that everybody may write;"
                + " name a file elsewhere");
      }
    }
  }
}
