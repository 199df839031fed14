package hearth.io.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An account of this machine, as passwd(5) and group(5) have it.
 *
 * @param gid its own group
 * @param groups all of its groups, its own too
 */
public record Account(String name, int uid, int gid, Set<Integer> groups) {
  /** The account that the package makes for the service; nothing is ever its to write. */
  public static final String OF_SERVICE = "hearth";

  private static final Path ACCOUNTS = Path.of("/etc/passwd");
  private static final Path GROUPS = Path.of("/etc/group");

  /** The service's account; empty where the package is not installed. */
  public static Optional<Account> ofService() {
    try {
      return find(OF_SERVICE, Files.readString(ACCOUNTS), Files.readString(GROUPS));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whoever runs this. */
  public static Account ofProcess() {
    String name = System.getProperty("user.name");
    try {
      return find(name, Files.readString(ACCOUNTS), Files.readString(GROUPS))
          .orElseGet(() -> ofProcess(name));
    } catch (IOException e) {
      return ofProcess(name);
    }
  }

  private static Account ofProcess(String name) {
    int uid = ServiceFiles.ownUid();
    return new Account(name, uid, -1, Set.of());
  }

  /**
   * The account of a name.
   *
   * @param accounts the text of /etc/passwd
   * @param groups the text of /etc/group
   */
  static Optional<Account> find(String name, String accounts, String groups) {
    return accounts
        .lines()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 3 && fields[0].equals(name))
        .findFirst()
        .map(
            fields -> {
              int gid = Integer.parseInt(fields[3]);
              return new Account(name, Integer.parseInt(fields[2]), gid, of(name, gid, groups));
            });
  }

  private static Set<Integer> of(String name, int gid, String groups) {
    Set<Integer> all = new HashSet<>(Set.of(gid));
    groups
        .lines()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 3 && Set.of(fields[3].split(",")).contains(name))
        .forEach(fields -> all.add(Integer.parseInt(fields[2])));
    return all;
  }
}
