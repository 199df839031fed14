package hearth.runtime.host;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.Reloadable;
import hearth.broker.access.tls.HomeAuthority;
import hearth.broker.access.tls.HomeCertificates;
import hearth.io.net.PemFile;
import hearth.runtime.config.TlsSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener's files, and what a reload makes of them. */
class ListenerCertificatesTest {
  private final Instant now = Instant.now();

  @TempDir private Path folder;

  @Test
  void whatIsRevokedIsRefusedFromTheNextReloadOn() throws Exception {
    HomeCertificates home = new HomeCertificates(folder, new SecureRandom());
    HomeAuthority authority = home.authority("home", List.of("pi"), List.of(), now);
    home.writeServer(authority, List.of("pi"), List.of(), false, now);
    X509Certificate anna = given(home, "anna");
    X509Certificate bert = given(home, "bert");
    given(home, "carl");
    home.revoke("carl", now);
    TlsSettings settings =
        new TlsSettings(
            List.of(home.serverCertificate()),
            List.of(home.serverKey()),
            home.authorityCertificate(),
            home.revocationList(),
            false);
    Reloadable<ListenerCertificates> files =
        new Reloadable<>("the certificate", () -> ListenerCertificates.read(settings));
    assertFalse(files.current().trust().isRevoked(anna));

    home.revoke("anna", now);
    files.reload();

    assertTrue(files.current().trust().isRevoked(anna));
    assertFalse(files.current().trust().isRevoked(bert));
  }

  private X509Certificate given(HomeCertificates home, String user) throws Exception {
    return PemFile.read(home.writeClient(user, now)).certificates().get(0);
  }
}
