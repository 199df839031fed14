package hearth.io.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that people make for the service: users, rules, certificates and keys. Made by root they
 * are root's, and the service's group reads them, so that the service never changes what it is held
 * to:
 *
 * <pre>
 *   secret    root:hearth 0640     a password file, a server's key
 *   private   root:root   0600     the key of an authority, the key of a client
 *   public    root:root   0644     a certificate
 * </pre>
 *
 * <p>Made by anybody else, or in a person's folder, they are that person's: 0600, 0600 and 0644. A
 * file of another service, as Mosquitto's, keeps owner and group. Where a folder on the way belongs
 * to a service, root writes nothing: a link that it puts there would decide where root writes.
 */
public final class ServiceFiles {
  /** Between them are the accounts of people: FIRST_SYSTEM_UID and LAST_UID of adduser.conf(5). */
  private static final int FIRST_PERSON = 1000;

  private static final int LAST_PERSON = 59_999;

  private static final int GROUP_READS = 040;
  private static final int GROUP_WRITES = 020;
  private static final int GROUP_AND_OTHERS_READ = 044;
  private static final int OTHERS_WRITE = 02;
  private static final int STICKY = 01000;

  private final boolean isRoot;
  private final Optional<Account> service;

  /**
   * Files that an account is to read.
   *
   * @param isRoot whether this process is root's
   * @param service empty where there is no such account
   */
  public ServiceFiles(boolean isRoot, Optional<Account> service) {
    this.isRoot = isRoot;
    this.service = service;
  }

  /** Of whoever runs this, for the account that the package has made. */
  public static ServiceFiles ofMachine() {
    return new ServiceFiles(ownUid() == 0, Account.ofService());
  }

  static int ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return -1; // no Linux, and no service of ours
    }
  }

  /** Makes or replaces what the service reads and nobody else. */
  public void writeSecret(Path file, byte[] content) throws IOException {
    requireOwn(file);
    AtomicFile.replace(file, content, this::secret);
  }

  /** Makes or replaces what is for nobody but whoever runs this, or the person of the folder. */
  public void writePrivate(Path file, byte[] content) throws IOException {
    requireOwn(file);
    AtomicFile.replace(
        file, content, (made, before, folder) -> fresh(made, folder).withMode(Ownership.PRIVATE));
  }

  /** Makes or replaces what anybody may read. */
  public void writePublic(Path file, byte[] content) throws IOException {
    requireOwn(file);
    AtomicFile.replace(
        file,
        content,
        (made, before, folder) ->
            isKept(before) ? before : fresh(made, folder).withMode(Ownership.PUBLIC));
  }

  Ownership secret(Ownership made, Ownership before, Ownership folder) {
    if (isKept(before) && !(isRoot && before.uid() == 0 && before.gid() == 0)) {
      boolean isShared = (before.mode() & GROUP_AND_OTHERS_READ) == GROUP_READS;
      return before.withMode(isShared ? Ownership.SHARED : Ownership.PRIVATE);
    }
    Ownership owner = fresh(made, folder);
    boolean isShared = isRoot && owner.uid() == 0 && service.isPresent();
    return isShared
        ? new Ownership(0, service.get().gid(), Ownership.SHARED)
        : owner.withMode(Ownership.PRIVATE);
  }

  /** What root makes in a person's folder is that person's. */
  private Ownership fresh(Ownership made, Ownership folder) {
    return isRoot && isPerson(folder.uid()) ? folder : made;
  }

  /** Whoever it belonged to goes on having it, but for the service. */
  private boolean isKept(Ownership before) {
    return before != null
        && !(isRoot && service.filter(account -> account.uid() == before.uid()).isPresent());
  }

  /** Makes a folder for such files, with those above it; in a person's folder it is theirs. */
  public void makeFolder(Path folder) throws IOException {
    Path path = folder.toAbsolutePath();
    if (Files.exists(path)) {
      return;
    }
    requireOwn(path);
    makeFolder(path.getParent());
    Files.createDirectory(path);
    Ownership made = Ownership.of(PathWalk.Status.of(path));
    Ownership parent = Ownership.of(PathWalk.Status.of(path.getParent()));
    fresh(made, parent).withMode(made.mode()).applyTo(path, made);
  }

  /**
   * Refuses, where root runs this on a machine with the service, a file below a folder that a
   * service may change. Without it, as where ./run is tried in a container, folders are whose they
   * are.
   *
   * @throws IOException a sentence that tells what to do instead
   */
  public void requireOwn(Path file) throws IOException {
    if (!isRoot || service.isEmpty()) {
      return;
    }
    Path[] foreign = new Path[1];
    try {
      PathWalk.walk(
          file,
          (folder, status) -> {
            foreign[0] = isForeign(status) ? folder : null;
            return foreign[0] == null;
          });
    } catch (NoSuchFileException e) {
      // A new file: the folders on the way have been looked at.
    }
    if (foreign[0] != null) {
      String owner = Files.getOwner(foreign[0]).getName();
      throw new IOException(
          "root writes nothing below "
              + foreign[0]
              + ", which the account '"
              + owner
              + "' may change: a link there could lead anywhere. Keep "
              + file.getFileName()
              + " in a folder of root's such as /etc/hearth, and name that in the configuration,"
              + " or do this as that account: sudo -u "
              + owner
              + " ...");
    }
  }

  /** Not root's and no person's, or everybody's, or a group's that the service is in. */
  boolean isForeign(PathWalk.Status folder) {
    boolean isOfService = service.filter(to -> to.groups().contains(folder.gid())).isPresent();
    return (folder.uid() != 0 && !isPerson(folder.uid()))
        || (folder.has(OTHERS_WRITE) && !folder.has(STICKY))
        || (folder.has(GROUP_WRITES) && isOfService);
  }

  private static boolean isPerson(int uid) {
    return uid >= FIRST_PERSON && uid <= LAST_PERSON;
  }
}
