package hearth.io.net;

import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Looks at a peer's certificate as Java does, and says in words why it is refused: the dates, the
 * authority, the lists of what is revoked, the name.
 */
final class PeerCheck extends X509ExtendedTrustManager {
  /** Before this, the clock has not been set: a Raspberry Pi keeps no time while it is off. */
  private static final Instant CLOCK_IS_SET = Instant.parse("2026-01-01T00:00:00Z");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private final TlsTrust trust;
  private final X509ExtendedTrustManager java;

  /**
   * @param java what Java makes of the same authorities
   */
  PeerCheck(TlsTrust trust, X509ExtendedTrustManager java) {
    this.trust = trust;
    this.java = java;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
    if (engine.getSSLParameters().getEndpointIdentificationAlgorithm() == null) {
      return;
    }
    String host = trust.serverName() == null ? engine.getPeerHost() : trust.serverName();
    ServerNames names = ServerNames.of(chain[0]);
    if (!names.include(host)) {
      throw new CertificateException(
          "the certificate there is good for " + names + ", and not for " + host);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    checkDates(chain);
    try {
      java.checkServerTrusted(chain, type);
    } catch (CertificateException | RuntimeException e) {
      throw unknown(chain, e);
    }
    checkRevoked(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    checkDates(chain);
    try {
      java.checkClientTrusted(chain, type);
    } catch (CertificateException | RuntimeException e) {
      throw unknown(chain, e);
    }
    checkRevoked(chain);
  }

  private void checkDates(X509Certificate[] chain) throws CertificateException {
    Instant now = trust.now().get();
    for (X509Certificate each : chain) {
      if (now.isBefore(each.getNotBefore().toInstant())) {
        throw invalid(each, "is good only from " + time(each.getNotBefore()) + " on", now);
      }
      if (now.isAfter(each.getNotAfter().toInstant())) {
        throw invalid(each, "was good until " + time(each.getNotAfter()), now);
      }
    }
  }

  private static String time(Date date) {
    return TIME.format(date.toInstant());
  }

  private static CertificateException invalid(X509Certificate of, String dates, Instant now) {
    String clock =
        now.isBefore(CLOCK_IS_SET)
            ? ", which nobody has set yet: wait for the network to set it, or use 'sudo date -s'"
            : "; if that is right, it needs a new one ('hearth tls init' makes one for a broker)";
    return refused(
        "the certificate of "
            + subject(of)
            + " "
            + dates
            + ", and this machine's clock shows "
            + TIME.format(now)
            + clock,
        BasicReason.EXPIRED);
  }

  /** Java says "PKIX path building failed" and more of the kind. */
  private CertificateException unknown(X509Certificate[] chain, Exception cause) {
    if (trust.authorities() != null && trust.authorities().isEmpty()) {
      return new CertificateException("there is no authority to trust", cause);
    }
    String detail =
        String.valueOf(cause.getMessage()).contains("unable to find valid certification path")
            ? ""
            : " (" + cause.getMessage() + ")";
    return new CertificateException(
        "the certificate of "
            + subject(chain[0])
            + " is not signed by the authority in "
            + trust.source()
            + ", but by "
            + chain[chain.length - 1].getIssuerX500Principal()
            + detail,
        cause);
  }

  private void checkRevoked(X509Certificate[] chain) throws CertificateException {
    for (X509Certificate each : chain) {
      if (trust.isRevoked(each)) {
        throw refused("the certificate of " + subject(each) + " is revoked", BasicReason.REVOKED);
      }
    }
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().toString();
  }

  /** The reason is what the alert to the peer is made of. */
  private static CertificateException refused(String message, BasicReason reason) {
    return new CertificateException(
        message, new CertPathValidatorException(message, null, null, -1, reason));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return java.getAcceptedIssuers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new UnsupportedOperationException("there are no sockets of Java's TLS here");
  }
}
