package hearth.broker.access;

/**
 * One {@code topic} or {@code pattern} line of an access control file. Immutable.
 *
 * @param filter its Topic Filter, {@code %c} and {@code %u} of a pattern still in it
 * @param verdict what it says where it decides, one object for all clients
 */
record AccessRule(Access access, String filter, Verdict verdict) {

  /**
   * The rule of a line.
   *
   * @param location as {@code /etc/hearth/acl:12}
   * @param text the line as it stands there
   */
  static AccessRule of(String location, String text, Access access, String filter) {
    return new AccessRule(
        access, filter, new Verdict(access != Access.DENY, location + ": " + text));
  }

  boolean isDenial() {
    return access == Access.DENY;
  }
}
