package hearth.broker.access;

import java.util.ArrayList;
import java.util.List;

/** The user whom a TLS client certificate names. */
public final class CertificateUser {
  private static final String COMMON_NAME = "CN=";

  private CertificateUser() {}

  /**
   * The common name of a subject.
   *
   * @param subject as {@code CN=anna,O=Home} (RFC 2253, as X500Principal writes it), or null
   * @return null where there is none, it is empty, or there are several: then it says nobody
   */
  public static String of(String subject) {
    if (subject == null) {
      return null;
    }
    List<String> names =
        attributes(subject).stream()
            .filter(attribute -> attribute.startsWith(COMMON_NAME))
            .map(attribute -> attribute.substring(COMMON_NAME.length()))
            .toList();
    return names.size() == 1 && !names.get(0).isEmpty() ? names.get(0) : null;
  }

  /** {@code NAME=value} each, with the escapes of RFC 2253, section 2.4, resolved. */
  private static List<String> attributes(String subject) {
    List<String> attributes = new ArrayList<>();
    StringBuilder attribute = new StringBuilder();
    for (int i = 0; i < subject.length(); i++) {
      char c = subject.charAt(i);
      if (c == '\\' && i + 1 < subject.length()) {
        attribute.append(subject.charAt(++i));
      } else if (c == ',' || c == '+') {
        attributes.add(attribute.toString());
        attribute.setLength(0);
      } else {
        attribute.append(c);
      }
    }
    attributes.add(attribute.toString());
    return attributes;
  }
}
