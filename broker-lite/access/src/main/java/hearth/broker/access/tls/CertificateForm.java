package hearth.broker.access.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An X.509 v3 certificate (RFC 5280) before it is signed: what it says and with which extensions.
 * Signatures are ECDSA with SHA-256.
 */
final class CertificateForm {
  static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  private static final int DIGITAL_SIGNATURE = 0x80;
  private static final int CERTIFICATE_AND_CRL_SIGNING = 0x06;

  static final int DNS_NAME = 2;
  static final int IP_ADDRESS = 7;

  private static final int SERIAL_BITS = 126;

  private final String commonName;
  private final PublicKey key;
  private final Instant notBefore;
  private final Instant notAfter;
  private final List<byte[]> extensions = new ArrayList<>();

  /**
   * @param key whose certificate it is
   */
  CertificateForm(String commonName, PublicKey key, Instant notBefore, Instant notAfter) {
    this.commonName = commonName;
    this.key = key;
    this.notBefore = notBefore;
    this.notAfter = notAfter;
    extend(SUBJECT_KEY_IDENTIFIER, false, Der.octetString(identifierOf(key)));
  }

  /** The certificate of an authority that signs others, but no further authority. */
  CertificateForm authority() {
    extend(BASIC_CONSTRAINTS, true, Der.sequence(Der.bool(true), Der.integer(0)));
    extend(KEY_USAGE, true, Der.bitString(CERTIFICATE_AND_CRL_SIGNING));
    return this;
  }

  /**
   * Limits whom an authority may vouch for (RFC 5280, 4.2.1.10). Not marked as critical, as it
   * should be: mbed TLS, which is in every ESP32, does not know it and would refuse the whole
   * certificate. Who knows it keeps to it all the same.
   *
   * @param names domains, each with all below it
   * @param networks address and mask together, of 8 or 32 bytes
   */
  CertificateForm onlyFor(List<String> names, List<byte[]> networks) {
    List<byte[]> subtrees = new ArrayList<>();
    for (String name : names) {
      subtrees.add(Der.sequence(Der.context(DNS_NAME, name.getBytes(US_ASCII))));
    }
    networks.forEach(network -> subtrees.add(Der.sequence(Der.context(IP_ADDRESS, network))));
    extend(
        NAME_CONSTRAINTS, false, Der.sequence(Der.contextOf(0, subtrees.toArray(byte[][]::new))));
    return this;
  }

  /** The certificate of one end of a connection. */
  CertificateForm end(Purpose purpose) {
    extend(BASIC_CONSTRAINTS, true, Der.sequence());
    extend(KEY_USAGE, true, Der.bitString(DIGITAL_SIGNATURE));
    extend(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(purpose.oid())));
    return this;
  }

  /** What it may prove. */
  enum Purpose {
    SERVER("1.3.6.1.5.5.7.3.1"),
    CLIENT("1.3.6.1.5.5.7.3.2");

    private final String oid;

    Purpose(String oid) {
      this.oid = oid;
    }

    String oid() {
      return oid;
    }
  }

  /**
   * What a client may call the server.
   *
   * @param addresses of 4 or 16 bytes each
   */
  CertificateForm reachedAs(List<String> names, List<byte[]> addresses) {
    List<byte[]> all = new ArrayList<>();
    names.forEach(name -> all.add(Der.context(DNS_NAME, name.getBytes(US_ASCII))));
    addresses.forEach(address -> all.add(Der.context(IP_ADDRESS, address)));
    extend(SUBJECT_ALTERNATIVE_NAME, false, Der.sequence(all.toArray(byte[][]::new)));
    return this;
  }

  private void extend(String oid, boolean critical, byte[] value) {
    byte[] criticality = critical ? Der.bool(true) : new byte[0]; // false is the default: left out
    extensions.add(Der.sequence(Der.oid(oid), criticality, Der.octetString(value)));
  }

  /** Signed by the key it is for. */
  X509Certificate selfSigned(PrivateKey own, SecureRandom random) throws GeneralSecurityException {
    return signed(name(commonName), identifierOf(key), own, random);
  }

  /** Signed by an authority. */
  X509Certificate signedBy(X509Certificate authority, PrivateKey authorityKey, SecureRandom random)
      throws GeneralSecurityException {
    byte[] issuer = authority.getSubjectX500Principal().getEncoded();
    return signed(issuer, identifierIn(authority), authorityKey, random);
  }

  private X509Certificate signed(
      byte[] issuer, byte[] issuerKey, PrivateKey signer, SecureRandom random)
      throws GeneralSecurityException {
    if (issuerKey != null) {
      extend(AUTHORITY_KEY_IDENTIFIER, false, Der.sequence(Der.context(0, issuerKey)));
    }
    byte[] toBeSigned =
        Der.sequence(
            Der.contextOf(0, Der.integer(2)), // version 3
            Der.integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS)),
            ECDSA_WITH_SHA256,
            issuer,
            Der.sequence(Der.time(notBefore), Der.time(notAfter)),
            name(commonName),
            key.getEncoded(),
            Der.contextOf(3, Der.sequence(extensions.toArray(byte[][]::new))));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer, random);
    signature.update(toBeSigned);
    byte[] certificate =
        Der.sequence(toBeSigned, ECDSA_WITH_SHA256, Der.bitString(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.setOf(Der.sequence(Der.oid(COMMON_NAME), Der.utf8String(commonName))));
  }

  /** The identifier that an authority gave its own key, or null: it may be of any form. */
  static byte[] identifierIn(X509Certificate authority) {
    byte[] extension = authority.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
    // An octet string in an octet string, each with two bytes of head.
    return extension == null ? null : Arrays.copyOfRange(extension, 4, extension.length);
  }

  /** RFC 7093, 2: of SHA-256, its leftmost 160 bits. */
  private static byte[] identifierOf(PublicKey key) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 20);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
  }
}
