package hearth.io.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Looks at files with the eyes of an account, whoever runs this: what its user and groups may read
 * and write, as the permissions of each folder on the way and of the file itself say.
 */
public final class ServiceAccess {
  /** What the account sees of a file. */
  public enum Sight {
    ALLOWED,
    /** It is there, and the account may not. */
    DENIED,
    MISSING,
    /** A folder on the way hides it from whoever runs this. */
    UNKNOWN
  }

  /**
   * What came of a look.
   *
   * @param at the file or folder that decides: which the account may not enter, read or write, or
   *     which is missing, or which we may not enter
   */
  public record View(Sight sight, Path at) {}

  private static final int READ = 4;
  private static final int WRITE = 2;
  private static final int SEARCH = 1;

  private final Account account;

  public ServiceAccess(Account account) {
    this.account = account;
  }

  /** Whether the account may read a file. */
  public View reading(Path file) {
    return look(file, READ);
  }

  /** Whether the account may make, change and remove files in a folder. */
  public View writing(Path folder) {
    return look(folder, READ | WRITE | SEARCH);
  }

  private View look(Path path, int wanted) {
    Path[] closed = new Path[1];
    try {
      Path end =
          PathWalk.walk(
              path,
              (folder, status) -> {
                closed[0] = allows(status, SEARCH) ? null : folder;
                return closed[0] == null;
              });
      if (end == null) {
        return new View(Sight.DENIED, closed[0]);
      }
      boolean allowed = allows(PathWalk.Status.of(end), wanted);
      return new View(allowed ? Sight.ALLOWED : Sight.DENIED, end);
    } catch (NoSuchFileException e) {
      return new View(Sight.MISSING, Path.of(e.getFile()));
    } catch (AccessDeniedException e) {
      return new View(Sight.UNKNOWN, Path.of(e.getFile()).getParent());
    } catch (IOException e) {
      return new View(Sight.MISSING, path);
    }
  }

  /** As the kernel has it: the owner's bits count for the owner, be they fewer than the others'. */
  private boolean allows(PathWalk.Status status, int wanted) {
    if (account.uid() == 0) {
      return true;
    }
    int shift = account.uid() == status.uid() ? 6 : account.groups().contains(status.gid()) ? 3 : 0;
    return status.has(wanted << shift);
  }

  /** Whether a file is the account's to change: itself, or by the folder that it lies in. */
  public boolean isChangeable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return Files.exists(folder)
        && (look(file, WRITE).sight() == Sight.ALLOWED || writing(folder).sight() == Sight.ALLOWED);
  }
}
