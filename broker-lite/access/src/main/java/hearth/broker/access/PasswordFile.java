package hearth.broker.access;

import hearth.broker.access.AccessFileException.Problem;
import hearth.io.file.ServiceFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A password file of Mosquitto's form: a line {@code user:hash} for each user, {@code #} before a
 * comment. Immutable: a change makes a new value, which {@link #write} puts in place of the file.
 *
 * <p>Behind a second colon stands what SCRAM-SHA-256 needs. Every version of Mosquitto ignores it,
 * and its {@code mosquitto_passwd} drops it with the password that it belonged to:
 *
 * <pre>
 *   anna:$7$20000$salt$hash:SCRAM-SHA-256$20000$salt$StoredKey$ServerKey
 * </pre>
 *
 * <p>Comments are kept, but none is ever added: Debian's {@code mosquitto_passwd} (2.0.11) drops
 * every other user of a file where it meets one.
 */
public final class PasswordFile {
  /**
   * Iterations of a new hash. Mosquitto 2.0 takes 101, OWASP advises 210,000, with which a
   * Raspberry Pi Zero 2 would work well over a second for each user after a power cut. The
   * verifier's memory makes it once for each user and start of the broker.
   */
  public static final int DEFAULT_ITERATIONS = 20_000;

  private static final int MAXIMUM_USER_LENGTH = 65_535;

  /**
   * What a line says of a user.
   *
   * @param scram null where the line has none
   */
  private record User(PasswordHash hash, ScramCredentials scram) {
    static User parse(String line) {
      String[] fields = line.split(":", 3);
      return new User(
          PasswordHash.parse(fields[1].strip()),
          fields.length < 3 || fields[2].isBlank()
              ? null
              : ScramCredentials.parse(fields[2].strip()));
    }

    static User of(byte[] password, int iterations, SecureRandom random) {
      return new User(
          PasswordHash.of(password, iterations, random), scramOf(password, iterations, random));
    }

    private static ScramCredentials scramOf(byte[] password, int iterations, SecureRandom random) {
      try {
        return ScramCredentials.of(password, iterations, random);
      } catch (IllegalArgumentException e) {
        return null; // no text: good for CONNECT, out of SCRAM's reach
      }
    }

    String encoded() {
      return hash.encoded() + (scram == null ? "" : ":" + scram.encoded());
    }
  }

  private final List<String> lines;
  private final Map<String, User> users;

  private PasswordFile(List<String> lines, Map<String, User> users) {
    this.lines = Collections.unmodifiableList(lines);
    this.users = Collections.unmodifiableMap(users);
  }

  /** A file without users. */
  public static PasswordFile empty() {
    return new PasswordFile(List.of(), Map.of());
  }

  /**
   * Reads a file.
   *
   * @throws AccessFileException with every problem of the file: it cannot be read, a line without a
   *     colon, a user who stands there twice, a hash of no known form
   */
  public static PasswordFile read(Path file) throws AccessFileException {
    return of(file, linesOf(file));
  }

  /**
   * Reads a file in which passwords may stand as they are, {@code user:password}, as {@code
   * mosquitto_passwd -U} does; they are hashed in the result, and what is a hash stays.
   *
   * @param iterations of a new hash
   * @throws AccessFileException as {@link #read}
   */
  public static PasswordFile readUpgraded(Path file, int iterations, SecureRandom random)
      throws AccessFileException {
    List<String> hashed = new ArrayList<>();
    Set<String> users = new HashSet<>();
    for (String line : linesOf(file)) {
      int colon = line.indexOf(':');
      boolean isPlain = colon > 0 && !line.startsWith("#") && !line.startsWith("$", colon + 1);
      if (isPlain && users.add(userOf(line))) { // a user who stands there twice is told below
        byte[] password = line.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
        User user = User.of(password, iterations, random);
        hashed.add(line.substring(0, colon + 1) + user.encoded());
      } else {
        hashed.add(line);
      }
    }
    return of(file, hashed);
  }

  private static List<String> linesOf(Path file) throws AccessFileException {
    return AccessText.lines(file, "make it with 'hearth passwd -c " + file + " USER'");
  }

  private static PasswordFile of(Path file, List<String> lines) throws AccessFileException {
    Map<String, User> users = new LinkedHashMap<>();
    Map<String, Integer> firstLines = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        String user = userOf(lines.get(i));
        if (user == null) {
          continue;
        }
        requireUser(user);
        Integer first = firstLines.putIfAbsent(user, i + 1);
        if (first != null) {
          throw new IllegalArgumentException(
              "user '" + user + "' already stands in line " + first + "; remove one of the two");
        }
        users.put(user, User.parse(lines.get(i)));
      } catch (IllegalArgumentException e) {
        problems.add(new Problem(i + 1, e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new AccessFileException(file, problems);
    }
    return new PasswordFile(lines, users);
  }

  /** The user of a line, or null where it is blank or a comment. Mosquitto trims the name. */
  private static String userOf(String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return null;
    }
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no colon between user and password: user:hash");
    }
    return line.substring(0, colon).strip();
  }

  private static void requireUser(String user) {
    String problem = problemOf(user);
    if (problem != null) {
      throw new IllegalArgumentException("the user name " + problem + "; choose another");
    }
  }

  /** Why nobody can have this name, or null. */
  static String problemOf(String user) {
    if (user.isEmpty()) {
      return "is empty";
    }
    if (user.indexOf(':') >= 0) {
      return "holds a colon";
    }
    if (user.startsWith("#")) {
      return "starts with #, as comments do";
    }
    if (!user.equals(user.strip())) {
      return "starts or ends with a blank";
    }
    if (user.chars().anyMatch(Character::isISOControl)) {
      return "holds a control character";
    }
    if (user.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_USER_LENGTH) {
      return "is longer than " + MAXIMUM_USER_LENGTH + " bytes";
    }
    return null;
  }

  /** The users in the file's order. */
  public List<String> users() {
    return List.copyOf(users.keySet());
  }

  /** What there is for SCRAM, of whichever user. */
  List<ScramCredentials> scram() {
    return users.values().stream().map(User::scram).filter(Objects::nonNull).toList();
  }

  /** The user's hash, or null. */
  PasswordHash hash(String user) {
    User known = users.get(user);
    return known == null ? null : known.hash;
  }

  /** The user's credentials for SCRAM, or null. */
  ScramCredentials scram(String user) {
    User known = users.get(user);
    return known == null ? null : known.scram;
  }

  /**
   * The file with this user's password set, in the user's line or in a new one at the end.
   *
   * @param iterations of PBKDF2, 1 to 10,000,000; usually {@link #DEFAULT_ITERATIONS}
   * @throws IllegalArgumentException where the name cannot stand in a password file, or the
   *     password is empty, which lets nobody in
   */
  public PasswordFile with(String user, byte[] password, int iterations, SecureRandom random) {
    requireUser(user);
    if (PasswordVerifier.isNone(password)) {
      throw new IllegalArgumentException(
          "an empty password lets nobody in; give one, or take the user out");
    }
    User changed = User.of(password, iterations, random);
    Map<String, User> newUsers = new LinkedHashMap<>(users);
    newUsers.put(user, changed);
    String line = user + ":" + changed.encoded();
    List<String> newLines = new ArrayList<>(lines);
    if (users.containsKey(user)) {
      newLines.replaceAll(old -> user.equals(userOf(old)) ? line : old);
    } else {
      newLines.add(line);
    }
    return new PasswordFile(newLines, newUsers);
  }

  /** The file without this user; the same where there is none. */
  public PasswordFile without(String user) {
    Map<String, User> newUsers = new LinkedHashMap<>(users);
    newUsers.remove(user);
    List<String> newLines = new ArrayList<>(lines);
    newLines.removeIf(line -> user.equals(userOf(line)));
    return new PasswordFile(newLines, newUsers);
  }

  /**
   * Puts this in place of the file, whole or not at all, readable by its owner alone, and by the
   * service where root writes: see {@link ServiceFiles}.
   *
   * @throws IOException where the directory cannot be written; the old file stays
   */
  public void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    ServiceFiles.ofMachine().writeSecret(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "PasswordFile" + users();
  }
}
