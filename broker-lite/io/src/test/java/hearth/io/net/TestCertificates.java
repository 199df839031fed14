package hearth.io.net;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/**
 * Certificates of an authority made for tests: for a server named localhost, with keys in all
 * forms, and for a client named kitchen; valid from 2020 to 2120.
 */
final class TestCertificates {
  private TestCertificates() {}

  static Path file(String name) {
    URL url = TestCertificates.class.getResource(name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static PemFile pem(String name) throws IOException {
    return PemFile.read(file(name));
  }

  /** Takes the authority's word for the peer. */
  static SSLContext context(String certificate, String key) {
    try {
      return TlsContext.of(
          certificate == null ? null : pem(certificate).certificates(),
          key == null ? null : pem(key).privateKey(),
          pem("ca.pem").certificates());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static SSLContext server() {
    return context("server.pem", "server-key.pem");
  }

  static SSLContext anonymous() {
    return context(null, null);
  }
}
