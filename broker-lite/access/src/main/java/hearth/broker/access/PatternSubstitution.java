package hearth.broker.access;

/**
 * Puts one client's names into {@code pattern} rules. The client chooses its Client Identifier, so
 * nothing in a name may make a rule say more than its writer meant.
 */
final class PatternSubstitution {
  private final String user;
  private final String clientIdentifier;

  /**
   * @param user null where the client has none: no rule with {@code %u} counts for it
   */
  PatternSubstitution(String user, String clientIdentifier) {
    this.user = user;
    this.clientIdentifier = clientIdentifier;
  }

  /** The rule's Topic Filter for this client, or null where the rule does not count for it. */
  String filter(AccessRule rule) {
    String pattern = rule.filter();
    boolean namesUser = pattern.contains("%u");
    boolean namesClient = pattern.contains("%c");
    if (holdsWildcard(user) || holdsWildcard(clientIdentifier) || (namesUser && user == null)) {
      return null; // as Mosquitto: no pattern at all for who is named with a wildcard
    }
    String filter = substituted(pattern);
    boolean widened =
        (namesUser && user.indexOf('/') >= 0)
            || (namesClient && clientIdentifier.indexOf('/') >= 0)
            || (filter.startsWith("$") && !pattern.startsWith("$"));
    return filter.isEmpty() || (widened && !rule.isDenial()) ? null : filter;
  }

  private static boolean holdsWildcard(String name) {
    return name != null && (name.indexOf('+') >= 0 || name.indexOf('#') >= 0);
  }

  /** In one pass: a {@code %c} within a user's name is no place for the Client Identifier. */
  private String substituted(String pattern) {
    StringBuilder filter = new StringBuilder(pattern.length() + clientIdentifier.length());
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.startsWith("%u", i)) {
        filter.append(user);
        i++;
      } else if (pattern.startsWith("%c", i)) {
        filter.append(clientIdentifier);
        i++;
      } else {
        filter.append(pattern.charAt(i));
      }
    }
    return filter.toString();
  }
}
