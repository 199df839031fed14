package hearth.io.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Whose a file is, by number, and its permissions.
 *
 * @param mode the nine bits of chmod(2)
 */
record Ownership(int uid, int gid, int mode) {
  static final int PRIVATE = 0600;
  static final int SHARED = 0640;
  static final int PUBLIC = 0644;
  private static final int PERMISSIONS = 0777;

  /** Decides how a file is to be; of the one that it replaces it knows what was there. */
  @FunctionalInterface
  interface Rule {
    /**
     * Decides.
     *
     * @param made as it is made, by whoever runs this
     * @param before null where nothing is replaced
     * @param folder that it lies in
     */
    Ownership of(Ownership made, Ownership before, Ownership folder);
  }

  static Ownership of(PathWalk.Status status) {
    return new Ownership(status.uid(), status.gid(), status.mode() & PERMISSIONS);
  }

  Ownership withMode(int newMode) {
    return new Ownership(uid, gid, newMode);
  }

  /** Gives a file away; a link that somebody has put in its place is not followed. */
  void applyTo(Path file, Ownership made) throws IOException {
    if (uid != made.uid) {
      Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
    if (gid != made.gid) {
      Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
    if (mode != made.mode) {
      Files.setAttribute(
          file,
          "posix:permissions",
          PosixFilePermissions.fromString(letters()),
          LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** As ls writes it: rw-r-----. */
  private String letters() {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return text.toString();
  }
}
