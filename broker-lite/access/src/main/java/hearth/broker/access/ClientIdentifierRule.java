package hearth.broker.access;

/**
 * A {@code client} line of an access control file: Client Identifiers that belong to a user.
 * Immutable.
 *
 * @param pattern where {@code *} stands for any text
 */
record ClientIdentifierRule(String user, String pattern, String location) {
  /** Whether an identifier is one of these. */
  boolean matches(String identifier) {
    int at = 0;
    int p = 0;
    int star = -1;
    int retry = 0;
    while (at < identifier.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = at;
      } else if (p < pattern.length() && pattern.charAt(p) == identifier.charAt(at)) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1; // The star takes one more.
        at = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  @Override
  public String toString() {
    return location + ": client " + pattern;
  }
}
