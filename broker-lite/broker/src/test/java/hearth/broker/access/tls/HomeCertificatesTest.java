package hearth.broker.access.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeCertificatesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final List<String> NAMES = List.of("raspberrypi", "raspberrypi.local");

  /** The handshake asks the real clock. */
  private final Instant now = Instant.now();

  @TempDir Path parent;
  private Path folder;
  private HomeCertificates certificates;

  @BeforeEach
  void folder() {
    folder = parent.resolve("tls");
    certificates = new HomeCertificates(folder, RANDOM);
  }

  private HomeAuthority authority() throws Exception {
    return certificates.authority("Hearth home CA of raspberrypi", now);
  }

  private Credentials server() throws Exception {
    return authority()
        .server(
            NAMES,
            List.of(InetAddress.getByName("192.168.1.7"), InetAddress.getByName("fd00::7")),
            now);
  }

  @Test
  void theServerIsWhatTheAuthoritySays() throws Exception {
    X509Certificate ca = authority().credentials().certificate();
    X509Certificate server = server().certificate();
    ca.verify(ca.getPublicKey());
    server.verify(ca.getPublicKey());
    assertEquals("CN=Hearth home CA of raspberrypi", ca.getSubjectX500Principal().toString());
    assertEquals(0, ca.getBasicConstraints());
    assertEquals(-1, server.getBasicConstraints());
    assertTrue(ca.getKeyUsage()[5] && ca.getKeyUsage()[6] && !ca.getKeyUsage()[0]);
    assertTrue(server.getKeyUsage()[0] && !server.getKeyUsage()[5]);
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), server.getExtendedKeyUsage());
    assertEquals(
        "[[2, raspberrypi], [2, raspberrypi.local], [7, 192.168.1.7], [7, fd00:0:0:0:0:0:0:7]]",
        server.getSubjectAlternativeNames().toString());
    assertEquals(824, days(server), "and nearly another: iOS takes up to 825");
    assertEquals(3651, days(ca));
    assertNotEquals(server.getSerialNumber(), server().certificate().getSerialNumber());
    assertTrue(server.getSerialNumber().signum() > 0);
  }

  private static long days(X509Certificate certificate) {
    return Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant())
        .toDays();
  }

  @Test
  void aCertificateDoesNotOutliveItsAuthority() throws Exception {
    HomeAuthority authority = authority();
    Instant later = now.plus(Duration.ofDays(3600));
    assertEquals(
        authority.credentials().certificate().getNotAfter(),
        authority.server(NAMES, List.of(), later).certificate().getNotAfter());
  }

  @Test
  void yearsFrom2050OnAreWrittenWithFourDigits() throws Exception {
    Instant future = Instant.parse("2049-06-01T12:00:00Z");
    HomeAuthority authority = HomeAuthority.make("CA", future, RANDOM);
    assertEquals(
        future.plus(Duration.ofDays(3650)),
        authority.credentials().certificate().getNotAfter().toInstant());
  }

  @Test
  void theAuthorityIsKeptAndTheServerRenewed() throws Exception {
    certificates.writeServer(authority(), NAMES, List.of(), now);
    String ca = Files.readString(certificates.authorityCertificate());
    String first = Files.readString(certificates.serverCertificate());
    certificates.writeServer(authority(), NAMES, List.of(), now);
    assertEquals(ca, Files.readString(certificates.authorityCertificate()));
    assertNotEquals(first, Files.readString(certificates.serverCertificate()));
  }

  @Test
  void keysAreTheirOwnersAlone() throws Exception {
    certificates.writeServer(authority(), NAMES, List.of(), now);
    for (Path key : List.of(folder.resolve("ca.key"), certificates.serverKey())) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
      assertTrue(Files.readString(key).startsWith("-----BEGIN PRIVATE KEY-----\n"));
    }
  }

  @Test
  void noKeyIsTold() throws Exception {
    Credentials server = server();
    String line = server.keyPem().lines().toList().get(1);
    assertFalse(server.toString().contains(line), server.toString());
    assertFalse(server.toString().contains("PrivateKey"), server.toString());
  }

  @Test
  void saysWhatToDoAboutAMissingKeyOrADamagedFile() throws Exception {
    authority();
    Path key = folder.resolve("ca.key");
    String pem = Files.readString(key);
    Files.writeString(key, pem.replace("PRIVATE", "SECRET"));
    IOException damaged = assertThrows(IOException.class, this::authority);
    assertTrue(damaged.getMessage().contains("no unencrypted PKCS#8"), damaged.getMessage());
    assertFalse(damaged.getMessage().contains(pem.lines().toList().get(1)));
    Files.delete(key);
    IOException missing = assertThrows(IOException.class, this::authority);
    assertTrue(missing.getMessage().startsWith(key + " is missing"), missing.getMessage());
  }

  @Test
  void makesNothingBeforeTheClockIsSet() {
    IOException e =
        assertThrows(
            IOException.class,
            () -> certificates.authority("CA", Instant.parse("1970-01-02T00:00:00Z")));
    assertTrue(e.getMessage().contains("the clock shows 1970-01-02T00:00:00Z"), e.getMessage());
    assertFalse(Files.exists(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"raspberrypi", "raspberrypi.local", "192.168.1.7", "fd00::7"})
  void clientsAcceptTheServerByEachOfItsNames(String name) throws Exception {
    assertEquals("CN=raspberrypi", handshake(name, "TLSv1.3"));
    assertEquals("CN=raspberrypi", handshake(name, "TLSv1.2"));
  }

  @Test
  void clientsRefuseTheServerByAnotherName() {
    assertThrows(SSLException.class, () -> handshake("bank.example", "TLSv1.3"));
  }

  /** Two engines in memory, the client checking the name; the server's subject as it saw it. */
  private String handshake(String name, String protocol) throws Exception {
    X509Certificate ca = authority().credentials().certificate();
    SSLEngine server = context(server(), ca).createSSLEngine();
    server.setUseClientMode(false);
    server.setNeedClientAuth(true);
    SSLEngine client = context(authority().client("anna", now), ca).createSSLEngine(name, 8883);
    client.setUseClientMode(true);
    client.setEnabledProtocols(new String[] {protocol});
    SSLParameters parameters = client.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    client.setSSLParameters(parameters);
    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    for (int turn = 0; turn < 100; turn++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    assertEquals("CN=anna", server.getSession().getPeerPrincipal().getName());
    return client.getSession().getPeerPrincipal().getName();
  }

  private static SSLContext context(Credentials own, X509Certificate trusted) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null);
    keys.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, new char[0]);
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null);
    authorities.setCertificateEntry("ca", trusted);
    TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
    trustManagers.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), RANDOM);
    return context;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    engine.wrap(ByteBuffer.allocate(0), out);
    in.flip();
    engine.unwrap(in, ByteBuffer.allocate(1 << 16));
    in.compact();
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }
}
