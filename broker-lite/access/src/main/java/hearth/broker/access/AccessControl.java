package hearth.broker.access;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of who may publish and subscribe to what. Immutable; a reload makes a new one and asks
 * it for new {@link #permissions} of every client.
 *
 * <p>As in Mosquitto, the first rule that matches decides, in this order: the user's denials, what
 * the user is allowed, denials of patterns, what patterns allow. What no rule allows is refused.
 *
 * <p>Stricter than Mosquitto in one thing: a Client Identifier or user name with a {@code /} gets
 * nothing from patterns that name it, so that {@code devices/%c/state} stays one level wide.
 * Mosquitto refuses only {@code +} and {@code #}. Denials count for it as they do there.
 */
public final class AccessControl {
  private static final ClientRule[] NO_RULES = {};

  /** Of the objects of a client's permissions, about, in bytes, and of each of its rules. */
  private static final int OVERHEAD = 64;

  private static final int REFERENCE = 4;

  /** Under null those for clients without a user. */
  private final Map<String, List<ClientRule>> rulesOfUser = new HashMap<>();

  private final List<ClientRule> patterns;
  private final Verdict otherwise;
  private final ClientPermissions withoutRules;
  private final List<ClientIdentifierRule> identifiers;
  private final VerdictMemory verdicts = new VerdictMemory();

  AccessControl(
      String file,
      Map<String, List<AccessRule>> rulesOfUser,
      List<AccessRule> patterns,
      List<ClientIdentifierRule> identifiers) {
    this.identifiers = List.copyOf(identifiers);
    rulesOfUser.forEach((user, rules) -> this.rulesOfUser.put(user, denialsFirst(rules)));
    this.patterns = denialsFirst(patterns);
    this.otherwise = new Verdict(false, "no rule in " + file + " allows it");
    this.withoutRules = new ClientPermissions(NO_RULES, otherwise, 0, verdicts);
  }

  private AccessControl(Verdict otherwise) {
    this.identifiers = List.of();
    this.patterns = List.of();
    this.otherwise = otherwise;
    this.withoutRules = new ClientPermissions(NO_RULES, otherwise, 0, verdicts);
  }

  /**
   * What holds without an access control file: everything is allowed, except what is never allowed.
   */
  public static AccessControl allowingAll() {
    return new AccessControl(new Verdict(true, "there is no access control file"));
  }

  /**
   * Reads a file of Mosquitto's syntax. An empty file allows nothing.
   *
   * @throws AccessFileException with every problem of the file
   */
  public static AccessControl read(Path file) throws AccessFileException {
    return AccessControlParser.read(file);
  }

  /**
   * What a client may do; made once at CONNECT and asked for each message.
   *
   * @param user the verified user, or null for a client without one
   */
  public ClientPermissions permissions(String user, String clientIdentifier) {
    int memory = 0;
    List<ClientRule> rules = new ArrayList<>(rulesOfUser.getOrDefault(user, List.of()));
    PatternSubstitution substitution = new PatternSubstitution(user, clientIdentifier);
    for (ClientRule pattern : patterns) {
      String filter = substitution.filter(pattern.rule());
      if (filter != null) {
        boolean same = filter.equals(pattern.filter());
        ClientRule rule = same ? pattern : new ClientRule(pattern.rule(), filter);
        rules.add(rule);
        memory += same ? 0 : rule.memory();
      }
    }
    return rules.isEmpty()
        ? withoutRules
        : new ClientPermissions(
            rules.toArray(ClientRule[]::new),
            otherwise,
            OVERHEAD + rules.size() * REFERENCE + memory,
            verdicts);
  }

  /**
   * Whether a user may connect with a Client Identifier: one that belongs to users by rule is
   * nobody else's. Who connects first with another has it as long as its session lasts.
   *
   * @param user the verified user, or null for a client without one
   */
  public Verdict mayConnect(String user, String clientIdentifier) {
    ClientIdentifierRule others = null;
    for (ClientIdentifierRule rule : identifiers) {
      if (rule.matches(clientIdentifier)) {
        if (rule.user().equals(user)) {
          return new Verdict(true, rule.toString());
        }
        others = rule;
      }
    }
    return others == null
        ? new Verdict(true, "the Client Identifier belongs to nobody by rule")
        : new Verdict(false, others + " of user " + others.user());
  }

  /** The rules as they are asked; those of one kind stay in the file's order. */
  private static List<ClientRule> denialsFirst(List<AccessRule> rules) {
    return rules.stream()
        .sorted(Comparator.comparing(rule -> !rule.isDenial()))
        .map(ClientRule::ofAll)
        .toList();
  }
}
