package hearth.broker.access;

import java.nio.charset.StandardCharsets;

/** A rule as it counts for a client. Immutable; asking it makes no garbage. */
final class ClientRule {
  private final AccessRule rule;
  private final String filter;
  private final byte[] utf8;

  /**
   * @param filter a valid Topic Filter: the rule's, with the client's names put in
   */
  ClientRule(AccessRule rule, String filter) {
    this.rule = rule;
    this.filter = filter;
    this.utf8 = filter.getBytes(StandardCharsets.UTF_8);
  }

  /** The rule as it stands in the file, good for all clients. */
  static ClientRule ofAll(AccessRule rule) {
    return new ClientRule(rule, rule.filter());
  }

  AccessRule rule() {
    return rule;
  }

  Access access() {
    return rule.access();
  }

  String filter() {
    return filter;
  }

  Verdict verdict() {
    return rule.verdict();
  }

  /** The rule of section 4.7 on the bytes of a Topic Name, level by level. */
  boolean matches(byte[] name) {
    if (name[0] == '$' && (utf8[0] == '+' || utf8[0] == '#')) {
      return false; // [MQTT-4.7.2-1]
    }
    int f = 0;
    int n = 0;
    while (true) {
      if (at(f) == '#') {
        return true;
      }
      if (at(f) == '+') {
        f++;
        while (n < name.length && name[n] != '/') {
          n++;
        }
      } else {
        while (f < utf8.length && utf8[f] != '/') {
          if (n == name.length || name[n++] != utf8[f++]) {
            return false;
          }
        }
      }
      if (n == name.length) {
        // "sport/#" matches its parent "sport" too.
        return f == utf8.length || at(f + 1) == '#' && f + 2 == utf8.length;
      }
      if (name[n++] != '/' || at(f++) != '/') {
        return false;
      }
    }
  }

  private int at(int index) {
    return index < utf8.length ? utf8[index] : -1;
  }
}
