package hearth.io.file;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The way of the kernel through a path, path_resolution(7): every folder that it looks into, those
 * behind symbolic links too. Whoever owns one of them decides where the path ends.
 */
final class PathWalk {
  /** As many as the kernel follows. */
  private static final int MAX_LINKS = 40;

  /**
   * What is known of a file or folder itself; of a link, where asked, and not of what it points to.
   *
   * @param mode the permission bits of stat(2), with the sticky bit
   */
  record Status(int uid, int gid, int mode) {
    static Status of(Path path) throws IOException {
      Map<String, Object> read =
          Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
      return new Status(
          (Integer) read.get("uid"), (Integer) read.get("gid"), (Integer) read.get("mode"));
    }

    boolean has(int bits) {
      return (mode & bits) == bits;
    }
  }

  /** Is told each folder before anything in it is looked at; false ends the walk. */
  @FunctionalInterface
  interface Visitor {
    boolean enter(Path folder, Status status);

    /**
     * Is told each link before it is followed.
     *
     * @param folder that it lies in
     * @throws IOException where it must not be
     */
    default void follow(Path link, Status status, Status folder) throws IOException {}
  }

  private final Deque<Path> rest = new ArrayDeque<>();
  private Path at;
  private int links;

  private PathWalk(Path path) {
    Path absolute = path.toAbsolutePath();
    at = absolute.getRoot();
    absolute.forEach(rest::add);
  }

  /**
   * Goes through a path.
   *
   * @return where it ends, which is no link; null where the visitor ended the walk
   * @throws IOException where something is missing or may not be looked into
   */
  static Path walk(Path path, Visitor visitor) throws IOException {
    PathWalk walk = new PathWalk(path);
    while (!walk.rest.isEmpty()) {
      if (!visitor.enter(walk.at, Status.of(walk.at))) {
        return null;
      }
      walk.step(walk.rest.pop(), visitor);
    }
    return walk.at;
  }

  private void step(Path name, Visitor visitor) throws IOException {
    Path next = at.resolve(name).normalize();
    if (!Files.isSymbolicLink(next)) {
      Status.of(next); // tells what is missing
      at = next;
      return;
    }
    if (++links > MAX_LINKS) {
      throw new FileSystemLoopException(next.toString());
    }
    visitor.follow(next, Status.of(next), Status.of(at));
    Path target = Files.readSymbolicLink(next);
    if (target.isAbsolute()) {
      at = target.getRoot();
    }
    for (int i = target.getNameCount() - 1; i >= 0; i--) {
      rest.push(target.getName(i));
    }
  }
}
