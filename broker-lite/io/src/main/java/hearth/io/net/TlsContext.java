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

/** Certificates, keys and authorities made into what handshakes use. */
public final class TlsContext {
  /** Protects nothing: the key store lives in memory only, and the API wants a password. */
  private static final char[] NO_PASSWORD = {};

  private TlsContext() {}

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
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          chain == null ? null : ownKey(chain, key),
          authorities == null ? null : trust(authorities),
          null);
      return context;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("certificate, key and authorities do not fit: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] ownKey(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException, IOException {
    checkPair(chain.get(0), key);
    KeyStore store = emptyStore();
    store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
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

  private static TrustManager[] trust(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
