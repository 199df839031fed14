package hearth.io.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Certificates, keys and authorities made into what handshakes use. */
public final class TlsContext {
  /** Protects nothing: the key store lives in memory only, and the API wants a password. */
  private static final char[] NO_PASSWORD = {};

  private TlsContext() {}

  /** A certificate with those that vouch for it, and the private key of the first. */
  public record Own(List<X509Certificate> chain, PrivateKey key) {
    /** Never the key. */
    @Override
    public String toString() {
      return "Own[" + chain.get(0).getSubjectX500Principal() + "]";
    }
  }

  /**
   * Makes a context.
   *
   * @param chain our own certificate and those that vouch for it; null for a client without one
   * @param key the private key of the first of them; null with it
   * @param authorities whose word on the peer we take; null for those that Java knows
   * @throws IOException where they do not fit each other; nothing in the message is secret
   */
  public static SSLContext of(
      List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities)
      throws IOException {
    return of(
        chain == null ? List.of() : List.of(new Own(chain, key)),
        TlsTrust.in(authorities, "its file of authorities"));
  }

  /**
   * Makes a context.
   *
   * @param own one of each kind of key, of which a handshake takes what the peer knows; none for a
   *     client without
   * @throws IOException where they do not fit each other; nothing in the message is secret
   */
  public static SSLContext of(List<Own> own, TlsTrust trust) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own.isEmpty() ? null : ownKeys(own), new TrustManager[] {peerCheck(trust)}, null);
      return context;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("certificate, key and authorities do not fit: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] ownKeys(List<Own> own) throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    for (Own each : own) {
      checkPair(each.chain.get(0), each.key);
      store.setKeyEntry(
          "own-" + store.size(), each.key, NO_PASSWORD, each.chain.toArray(Certificate[]::new));
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  /** A key of another certificate would be found out only by the first client, and not clearly. */
  private static void checkPair(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException, IOException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = "do these belong together?".getBytes(StandardCharsets.UTF_8);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    boolean fits;
    try {
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      fits = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      fits = false;
    }
    if (!fits) {
      throw new IOException(
          "the private key is not that of the certificate for "
              + certificate.getSubjectX500Principal().getName());
    }
  }

  private static PeerCheck peerCheck(TlsTrust trust) throws GeneralSecurityException, IOException {
    KeyStore store = null; // Java's own
    if (trust.authorities() != null) {
      store = emptyStore();
      for (X509Certificate authority : trust.authorities()) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return new PeerCheck(trust, (X509ExtendedTrustManager) factory.getTrustManagers()[0]);
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
