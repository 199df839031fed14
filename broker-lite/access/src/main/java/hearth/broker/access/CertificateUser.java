package hearth.broker.access;

import hearth.io.net.CommonName;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** The user whom a TLS client certificate names, by the rules that the password file has. */
public final class CertificateUser {
  private CertificateUser() {}

  /**
   * The common name of a certificate.
   *
   * @param certificate verified, or null
   * @return null where there is none, it is none that the password file could have, or there are
   *     several: then it says nobody
   */
  public static String of(X509Certificate certificate) {
    return certificate == null ? null : of(certificate.getSubjectX500Principal());
  }

  static String of(X500Principal subject) {
    String name = CommonName.of(subject);
    return name == null || PasswordFile.problemOf(name) != null ? null : name;
  }
}
