package hearth.io.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The names that a server's certificate is good for (RFC 6125). Java's own look at them refuses
 * names that homes have: with an underscore, or with a dot at the end.
 */
public final class ServerNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final List<String> names = new ArrayList<>();
  private final List<InetAddress> addresses = new ArrayList<>();

  private ServerNames() {}

  /** Those of a certificate: its alternative names, or where it has none, its common name. */
  public static ServerNames of(X509Certificate certificate) {
    ServerNames all = new ServerNames();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> each : alternatives) {
          all.add((Integer) each.get(0), each.get(1));
        }
      }
    } catch (CertificateParsingException | UnknownHostException e) {
      return new ServerNames(); // what cannot be read is good for nothing
    }
    String common = CommonName.of(certificate.getSubjectX500Principal());
    if (all.isEmpty() && common != null) {
      all.names.add(common);
    }
    return all;
  }

  private void add(int kind, Object value) throws UnknownHostException {
    if (kind == DNS_NAME) {
      names.add((String) value);
    } else if (kind == IP_ADDRESS) {
      addresses.add(InetAddress.getByName((String) value)); // asks no name server
    }
  }

  private boolean isEmpty() {
    return names.isEmpty() && addresses.isEmpty();
  }

  /** Whether a client may call the server so: a name, or an address without brackets. */
  public boolean include(String host) {
    if (isAddress(host)) {
      try {
        return addresses.contains(InetAddress.getByName(host));
      } catch (UnknownHostException e) {
        return false;
      }
    }
    String wanted = plain(host);
    return names.stream().anyMatch(name -> matches(plain(name), wanted));
  }

  /** Whether a host is written as an address. */
  public static boolean isAddress(String host) {
    return host.matches("[0-9A-Fa-f:.%]*:[0-9A-Za-z:.%]*") || host.matches("[0-9]+(\\.[0-9]+){3}");
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** A star stands for one whole label, the first (RFC 6125, 6.4.3). */
  private static boolean matches(String name, String host) {
    int dot = host.indexOf('.');
    return name.equals(host)
        || (name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot)));
  }

  /** For people: all of them, separated by commas. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>(names);
    addresses.forEach(address -> all.add(Peer.text(address)));
    return all.isEmpty() ? "no name at all" : String.join(", ", all);
  }
}
