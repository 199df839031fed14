package hearth.runtime.host;

import hearth.io.net.PemFile;
import hearth.io.net.ServerNames;
import hearth.io.net.TlsContext;
import hearth.io.net.TlsTrust;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.FileProblem;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.ServerTlsSettings;
import hearth.runtime.config.TlsSettings;
import hearth.runtime.doctor.FileAccessCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens the certificates and keys of a configuration, and tells what clients will make of them.
 * Files that are missing or closed to us are told by {@link FileAccessCheck}.
 */
public final class CertificateCheck {
  private static final Duration SOON = Duration.ofDays(30);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

  private final Instant now;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param now by the wall clock
   */
  public CertificateCheck(Instant now) {
    this.now = now;
  }

  /** What a start cannot do with, or clients will not accept. */
  public List<String> errors() {
    return errors;
  }

  /** What will go wrong soon, or for some. */
  public List<String> warnings() {
    return warnings;
  }

  /** What they are good for. */
  public List<String> notes() {
    return notes;
  }

  /** Looks at all that a configuration names. */
  public void look(Configuration configuration) {
    if (configuration.broker() != null) {
      configuration.broker().listeners().forEach(this::look);
    }
    if (configuration.device() != null) {
      configuration.device().listeners().forEach(this::look);
    }
    if (configuration.broker() == null && configuration.mqtt().tls() != null) {
      look(configuration.mqtt().tls());
    }
  }

  /** Looks at those of one listener. */
  public void look(ListenerSettings listener) {
    TlsSettings tls = listener.tls();
    if (tls == null) {
      return;
    }
    String place = "line " + listener.where().line() + ", tls of " + listener.address() + ": ";
    for (int i = 0; i < tls.certificates().size(); i++) {
      List<X509Certificate> chain = pair(place, tls.certificates().get(i), tls.keys().get(i));
      if (!chain.isEmpty()) {
        names(place, tls.certificates().get(i), chain.get(0));
        missingIntermediate(place, tls.certificates().get(i), chain);
      }
    }
    if (isReadable(tls.clientAuthority())) {
      authorities(place + "client_ca: ", tls.clientAuthority());
    }
    if (errors.isEmpty() && isReadable(tls.revoked())) {
      revoked(place + "client_crl: ", tls);
    }
  }

  private void look(ServerTlsSettings tls) {
    String place =
        tls.where() == null ? "mqtt: " : "line " + tls.where().line() + ", tls of mqtt: ";
    if (isReadable(tls.authorities())) {
      for (X509Certificate each : certificates(place + "ca: ", tls.authorities())) {
        dates(place + "ca: ", tls.authorities(), each);
      }
    }
    if (tls.certificate() != null) {
      pair(place, tls.certificate(), tls.key());
    }
  }

  private static boolean isReadable(Path file) {
    return file != null && Files.isReadable(file);
  }

  /** The chain of a certificate whose key is that of the other file; empty where it is not. */
  private List<X509Certificate> pair(String place, Path certificate, Path key) {
    if (!Files.isReadable(certificate) || !Files.isReadable(key)) {
      return List.of();
    }
    if (isSwapped(certificate, key)) {
      errors.add(
          place
              + "certificate and key are swapped: "
              + certificate
              + " holds the key, and "
              + key
              + " the certificate");
      return List.of();
    }
    List<X509Certificate> chain = certificates(place + "certificate: ", certificate);
    try {
      PrivateKey own = PemFile.read(key).privateKey();
      if (!chain.isEmpty()) {
        TlsContext.of(List.of(new TlsContext.Own(chain, own)), TlsTrust.in(null, null));
        dates(place + "certificate: ", certificate, chain.get(0));
        return chain;
      }
    } catch (IOException e) {
      errors.add(place + "key: " + FileProblem.withName(e) + " (" + certificate + ", " + key + ")");
    }
    return List.of();
  }

  private static boolean isSwapped(Path certificate, Path key) {
    try {
      PemFile.read(key).certificates();
      PemFile.read(certificate).privateKey();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private List<X509Certificate> certificates(String place, Path file) {
    try {
      return PemFile.read(file).certificates();
    } catch (IOException e) {
      errors.add(place + FileProblem.withName(e));
      return List.of();
    }
  }

  private void dates(String place, Path file, X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      errors.add(
          "%s%s is good only from %s on, and this machine's clock shows %s"
              .formatted(place, file, DAY.format(from), DAY.format(now)));
    } else if (now.isAfter(until)) {
      errors.add(
          "%s%s was good until %s, and today is %s: make a new one ('hearth tls init' makes the broker's)"
              .formatted(place, file, DAY.format(until), DAY.format(now)));
    } else if (now.plus(SOON).isAfter(until)) {
      warnings.add(
          "%s%s is good until %s only: make a new one soon ('hearth tls init' makes the broker's)"
              .formatted(place, file, DAY.format(until)));
    }
  }

  private void names(String place, Path file, X509Certificate certificate) {
    notes.add(
        "%s%s is good for %s, until %s"
            .formatted(
                place,
                file,
                ServerNames.of(certificate),
                DAY.format(certificate.getNotAfter().toInstant())));
  }

  /** Clients know authorities at the top, and are to be sent all that is between. */
  private void missingIntermediate(String place, Path file, List<X509Certificate> chain) {
    for (int i = 0; i + 1 < chain.size(); i++) {
      if (!isIssuer(chain.get(i + 1), chain.get(i))) {
        warnings.add(
            "%scertificate: in %s the certificate no. %d does not vouch for the one before it: clients may miss what does"
                .formatted(place, file, i + 2));
        return;
      }
    }
    X509Certificate last = chain.get(chain.size() - 1);
    boolean isTop = isIssuer(last, last);
    if (!isTop && chain.size() == 1 && !isOfHome(file, last)) {
      warnings.add(
          "%scertificate: %s is signed by %s, whose certificate is not behind it in the file: clients that do not know that one will refuse it"
              .formatted(place, file, last.getIssuerX500Principal()));
    }
  }

  private static boolean isIssuer(X509Certificate issuer, X509Certificate of) {
    return issuer.getSubjectX500Principal().equals(of.getIssuerX500Principal());
  }

  /** Whether the authority lies beside it, as 'hearth tls init' puts it, and phones have it. */
  private static boolean isOfHome(Path file, X509Certificate certificate) {
    try {
      Path authority = file.toAbsolutePath().resolveSibling("ca.crt");
      return isIssuer(PemFile.read(authority).certificates().get(0), certificate);
    } catch (IOException e) {
      return false;
    }
  }

  private void authorities(String place, Path file) {
    for (X509Certificate each : certificates(place, file)) {
      if (each.getBasicConstraints() < 0) {
        errors.add(
            "%s%s holds %s, which is no authority and vouches for nobody"
                .formatted(place, file, each.getSubjectX500Principal()));
      } else {
        dates(place, file, each);
      }
    }
  }

  private void revoked(String place, TlsSettings tls) {
    try {
      ListenerCertificates.read(tls);
    } catch (IOException e) {
      errors.add(place + FileProblem.withName(e));
    }
  }
}
