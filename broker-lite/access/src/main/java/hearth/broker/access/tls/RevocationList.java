package hearth.broker.access.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A list of certificates that are no longer good (RFC 5280, 5), signed by their authority. */
final class RevocationList {
  private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
  private static final String CRL_NUMBER = "2.5.29.20";

  private RevocationList() {}

  /**
   * The list as PEM text. It stays in force as long as its authority: a home has nobody who would
   * renew it each month.
   *
   * @param revoked serial numbers, with when each was revoked; at least one
   */
  static String pem(
      Credentials authority, Map<BigInteger, Instant> revoked, Instant now, SecureRandom random)
      throws GeneralSecurityException {
    X509Certificate certificate = authority.certificate();
    List<byte[]> entries = new ArrayList<>();
    revoked.forEach(
        (serial, when) -> entries.add(Der.sequence(Der.integer(serial), Der.time(when))));
    byte[] toBeSigned =
        Der.sequence(
            Der.integer(1), // version 2
            CertificateForm.ECDSA_WITH_SHA256,
            certificate.getSubjectX500Principal().getEncoded(),
            Der.time(now),
            Der.time(certificate.getNotAfter().toInstant()),
            Der.sequence(entries.toArray(byte[][]::new)),
            Der.contextOf(0, extensions(certificate, now)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(authority.key(), random);
    signature.update(toBeSigned);
    byte[] list =
        Der.sequence(
            toBeSigned, CertificateForm.ECDSA_WITH_SHA256, Der.bitString(signature.sign()));
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(list);
    return "-----BEGIN X509 CRL-----\n" + base64 + "\n-----END X509 CRL-----\n";
  }

  /** The number only has to rise: the time does. */
  private static byte[] extensions(X509Certificate authority, Instant now) {
    byte[] number = extension(CRL_NUMBER, Der.integer(now.getEpochSecond()));
    byte[] key = CertificateForm.identifierIn(authority);
    return key == null
        ? Der.sequence(number)
        : Der.sequence(
            extension(AUTHORITY_KEY_IDENTIFIER, Der.sequence(Der.context(0, key))), number);
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octetString(value));
  }
}
