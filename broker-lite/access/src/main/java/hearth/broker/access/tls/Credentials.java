package hearth.broker.access.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate and its private key.
 *
 * @param key never in {@link #toString}
 */
public record Credentials(X509Certificate certificate, PrivateKey key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  /**
   * Reads what {@link #certificatePem} and {@link #keyPem} gave.
   *
   * @throws GeneralSecurityException where the text is something else; it does not quote it
   */
  static Credentials parse(String certificatePem, String keyPem) throws GeneralSecurityException {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificatePem.getBytes(US_ASCII)));
    Matcher key = KEY.matcher(keyPem);
    if (!key.find()) {
      throw new InvalidKeySpecException("there is no unencrypted PKCS#8 PRIVATE KEY");
    }
    byte[] content;
    try {
      content = Base64.getMimeDecoder().decode(key.group(1));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException("the PRIVATE KEY is not base64");
    }
    return new Credentials(
        certificate,
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content)));
  }

  /** The certificate as PEM text. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificate has no encoding", e);
    }
  }

  /** The key as PEM text, PKCS#8. For the file of the key and nothing else. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String label, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  @Override
  public String toString() {
    return "Credentials[" + certificate.getSubjectX500Principal() + "]";
  }
}
