package hearth.runtime.homie;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Ids of Homie: small letters a to z, digits and hyphens, each once. */
final class Ids {
  private final Set<String> taken = new HashSet<>();

  /** An id as like the name as may be, that no other has. */
  String of(String name) {
    String like = like(name);
    String id = like;
    for (int i = 2; !taken.add(id); i++) {
      id = like + "-" + i;
    }
    return id;
  }

  /** The name with a hyphen for each character that an id does not have. */
  static String like(String name) {
    StringBuilder id = new StringBuilder();
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      id.append(plain ? c : '-');
    }
    return id.toString();
  }
}
