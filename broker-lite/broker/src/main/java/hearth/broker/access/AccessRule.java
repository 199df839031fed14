package hearth.broker.access;

/**
 * One {@code topic} or {@code pattern} line of an access control file.
 *
 * @param location as {@code /etc/hearth/acl:12}
 * @param text the line as it stands there
 * @param filter its Topic Filter, {@code %c} and {@code %u} of a pattern still in it
 */
record AccessRule(String location, String text, Access access, String filter) {

  Verdict verdict() {
    return new Verdict(access != Access.DENY, location + ": " + text);
  }
}
