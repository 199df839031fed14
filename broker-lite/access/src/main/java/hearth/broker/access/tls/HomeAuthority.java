package hearth.broker.access.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509CertSelector;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The certificate authority of one home. Its certificate goes on the phones once; whoever has its
 * key can pass for any server there, so the key stays in a file of its own.
 */
public final class HomeAuthority {
  private static final int AUTHORITY_DAYS = 3650;

  /** The longest that iOS accepts. */
  private static final int SERVER_DAYS = 825;

  /** More would be too much for an ESP8266. */
  private static final int RSA_BITS = 2048;

  /** A certificate made now is good for a clock that is a day behind. */
  private static final int DAYS_BACK = 1;

  private final Credentials credentials;
  private final SecureRandom random;

  /**
   * An authority that exists.
   *
   * @throws IllegalArgumentException where the key is not the certificate's or it is no authority's
   */
  public HomeAuthority(Credentials credentials, SecureRandom random) {
    if (credentials.certificate().getBasicConstraints() < 0) {
      throw new IllegalArgumentException(
          "the certificate is not a certificate authority's: it must not sign others");
    }
    this.credentials = credentials;
    this.random = random;
  }

  /**
   * A new authority.
   *
   * @param name what the phone shows, as {@code Hearth home CA of raspberrypi}
   * @param names whom it may vouch for, beside all of {@code .local}; ASCII
   * @param addresses and these, beside private ones
   * @param now from when it is valid, for ten years
   */
  public static HomeAuthority make(
      String name,
      List<String> names,
      List<InetAddress> addresses,
      Instant now,
      SecureRandom random)
      throws GeneralSecurityException {
    KeyPair keys = keys(false, random);
    CertificateForm form =
        new CertificateForm(
            name,
            keys.getPublic(),
            now.minus(DAYS_BACK, ChronoUnit.DAYS),
            now.plus(AUTHORITY_DAYS, ChronoUnit.DAYS));
    return new HomeAuthority(
        new Credentials(
            form.authority()
                .onlyFor(Scope.names(names), Scope.networks(addresses))
                .selfSigned(keys.getPrivate(), random),
            keys.getPrivate()),
        random);
  }

  public Credentials credentials() {
    return credentials;
  }

  /**
   * A certificate for a server, with a new key, valid for 825 days.
   *
   * @param names what clients may call it, ASCII; the first becomes its own name; at least one
   * @param addresses by which they may call it
   */
  public Credentials server(List<String> names, List<InetAddress> addresses, Instant now)
      throws GeneralSecurityException {
    return server(names, addresses, false, now);
  }

  /**
   * The same with a key of RSA, for clients that know no other, such as Tasmota on an ESP8266.
   *
   * @param rsa whether it is one of RSA, of 2048 bits
   */
  public Credentials server(
      List<String> names, List<InetAddress> addresses, boolean rsa, Instant now)
      throws GeneralSecurityException {
    KeyPair keys = keys(rsa, random);
    CertificateForm form =
        form(names.get(0), keys, now)
            .end(CertificateForm.Purpose.SERVER)
            .reachedAs(names, addresses.stream().map(InetAddress::getAddress).toList());
    return signed(form, keys);
  }

  /** A certificate by which a client shows that it is this user, valid for 825 days. */
  public Credentials client(String user, Instant now) throws GeneralSecurityException {
    KeyPair keys = keys(false, random);
    return signed(form(user, keys, now).end(CertificateForm.Purpose.CLIENT), keys);
  }

  private CertificateForm form(String name, KeyPair keys, Instant now) {
    Instant begin = now.minus(DAYS_BACK, ChronoUnit.DAYS);
    Instant end = begin.plus(SERVER_DAYS, ChronoUnit.DAYS).minusSeconds(1); // both ends count
    Instant authorityEnd = credentials.certificate().getNotAfter().toInstant();
    return new CertificateForm(
        name, keys.getPublic(), begin, end.isBefore(authorityEnd) ? end : authorityEnd);
  }

  private Credentials signed(CertificateForm form, KeyPair keys) throws GeneralSecurityException {
    return new Credentials(
        form.signedBy(credentials.certificate(), credentials.key(), random), keys.getPrivate());
  }

  /** Whether it may vouch for a server of these names and addresses, and phones will believe it. */
  public boolean covers(List<String> names, List<InetAddress> addresses) {
    X509CertSelector vouches = new X509CertSelector();
    vouches.setBasicConstraints(0);
    try {
      for (String name : names) {
        String plain = name.startsWith("*.") ? name.substring(2) : name;
        vouches.addPathToName(CertificateForm.DNS_NAME, Der.ia5String(plain));
      }
      for (InetAddress address : addresses) {
        vouches.addPathToName(CertificateForm.IP_ADDRESS, Der.octetString(address.getAddress()));
      }
    } catch (IOException e) {
      return false; // no name at all
    }
    return vouches.match(credentials.certificate());
  }

  private static KeyPair keys(boolean rsa, SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
    if (rsa) {
      generator.initialize(RSA_BITS, random);
    } else {
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    }
    return generator.generateKeyPair();
  }
}
