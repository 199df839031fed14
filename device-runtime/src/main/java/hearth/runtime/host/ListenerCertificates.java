package hearth.runtime.host;

import hearth.io.net.PemFile;
import hearth.io.net.TlsContext;
import hearth.io.net.TlsTrust;
import hearth.runtime.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * What a listener's files hold at the moment.
 *
 * @param trust whose certificates of clients are taken
 */
record ListenerCertificates(SSLContext context, TlsTrust trust) {
  /** Reads the files. */
  static ListenerCertificates read(TlsSettings tls) throws IOException {
    List<TlsContext.Own> own = new ArrayList<>();
    for (int i = 0; i < tls.certificates().size(); i++) {
      own.add(
          new TlsContext.Own(
              PemFile.read(tls.certificates().get(i)).certificates(),
              PemFile.read(tls.keys().get(i)).privateKey()));
    }
    TlsTrust trust = trust(tls);
    return new ListenerCertificates(TlsContext.of(own, trust), trust);
  }

  private static TlsTrust trust(TlsSettings tls) throws IOException {
    Path authority = tls.clientAuthority();
    if (authority == null) {
      return TlsTrust.in(null, null);
    }
    List<X509Certificate> authorities = PemFile.read(authority).certificates();
    TlsTrust trust = TlsTrust.in(authorities, authority.toString());
    if (tls.revoked() == null) {
      return trust;
    }
    List<X509CRL> lists = PemFile.read(tls.revoked()).revocationLists();
    for (X509CRL list : lists) {
      if (authorities.stream().noneMatch(each -> isSignedBy(list, each))) {
        throw new IOException(tls.revoked() + " is not signed by the authority in " + authority);
      }
    }
    return trust.without(lists);
  }

  private static boolean isSignedBy(X509CRL list, X509Certificate authority) {
    try {
      list.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
