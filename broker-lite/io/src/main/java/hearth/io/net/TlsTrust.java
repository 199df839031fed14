package hearth.io.net;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whose word on a peer is taken.
 *
 * @param authorities null for those that Java knows
 * @param source where they stand, for messages, as {@code ca.crt}
 * @param revoked lists of what is no longer good, each signed by one of the authorities
 * @param serverName by which a server's certificate has to know it in place of the host that was
 *     connected to; null for that host
 * @param now the wall clock
 */
public record TlsTrust(
    List<X509Certificate> authorities,
    String source,
    List<X509CRL> revoked,
    String serverName,
    Supplier<Instant> now) {

  /** That of these authorities, by the system's clock. */
  public static TlsTrust in(List<X509Certificate> authorities, String source) {
    return new TlsTrust(
        authorities,
        authorities == null ? "the certificates that Java knows" : source,
        List.of(),
        null,
        Instant::now);
  }

  /** With lists of what is no longer good. */
  public TlsTrust without(List<X509CRL> lists) {
    return new TlsTrust(authorities, source, lists, serverName, now);
  }

  /** With another name of the server; null for that of its host. */
  public TlsTrust ofServer(String name) {
    return new TlsTrust(authorities, source, revoked, name, now);
  }

  /** Whether a certificate stands in one of the lists. */
  public boolean isRevoked(X509Certificate certificate) {
    for (X509CRL list : revoked) {
      if (list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
          && list.isRevoked(certificate)) {
        return true;
      }
    }
    return false;
  }
}
