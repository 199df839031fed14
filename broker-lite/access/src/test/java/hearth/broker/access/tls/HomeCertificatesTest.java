package hearth.broker.access.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.SecretMode;
import hearth.io.net.PemFile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
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
    return certificates.authority("Hearth home CA of raspberrypi", NAMES, List.of(), now);
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
    HomeAuthority authority = HomeAuthority.make("CA", NAMES, List.of(), future, RANDOM);
    assertEquals(
        future.plus(Duration.ofDays(3650)),
        authority.credentials().certificate().getNotAfter().toInstant());
  }

  @Test
  void theAuthorityIsKeptAndTheServerRenewed() throws Exception {
    certificates.writeServer(authority(), NAMES, List.of(), false, now);
    String ca = Files.readString(certificates.authorityCertificate());
    String first = Files.readString(certificates.serverCertificate());
    certificates.writeServer(authority(), NAMES, List.of(), false, now);
    assertEquals(ca, Files.readString(certificates.authorityCertificate()));
    assertNotEquals(first, Files.readString(certificates.serverCertificate()));
  }

  @Test
  void keysAreTheirOwnersAlone() throws Exception {
    certificates.writeServer(authority(), NAMES, List.of(), false, now);
    assertIsKey("rw-------", folder.resolve("ca.key"));
    assertIsKey(SecretMode.expected(), certificates.serverKey());
  }

  private static void assertIsKey(String mode, Path key) throws IOException {
    assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    assertTrue(Files.readString(key).startsWith("-----BEGIN PRIVATE KEY-----\n"));
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
            () ->
                certificates.authority(
                    "CA", NAMES, List.of(), Instant.parse("1970-01-02T00:00:00Z")));
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

  @Test
  void theAuthorityIsForTheHomeOnly() throws Exception {
    HomeAuthority home = authority();
    for (String name : List.of("raspberrypi", "raspberrypi.local", "other.local", "localhost")) {
      assertTrue(home.covers(List.of(name), List.of()), name);
    }
    for (String name : List.of("bank.example", "raspberrypi.example", "local.example")) {
      assertFalse(home.covers(List.of(name), List.of()), name);
    }
    for (String address : List.of("192.168.1.7", "10.9.9.9", "127.0.0.1", "fd00::7", "::1")) {
      assertTrue(home.covers(List.of(), List.of(InetAddress.getByName(address))), address);
    }
    for (String address : List.of("8.8.8.8", "172.32.0.1", "2001:db8::1")) {
      assertFalse(home.covers(List.of(), List.of(InetAddress.getByName(address))), address);
    }
  }

  @Test
  void whatIsNamedAtTheStartIsCovered() throws Exception {
    InetAddress address = InetAddress.getByName("2001:db8::1");
    HomeAuthority home =
        HomeAuthority.make(
            "CA", List.of("mqtt_broker", "*.home.example"), List.of(address), now, RANDOM);

    assertTrue(home.covers(List.of("mqtt_broker", "a.home.example"), List.of(address)));
    assertFalse(home.covers(List.of("a.example"), List.of()));
  }

  @Test
  void aCertificateForRsaIsRenewedWithTheOther() throws Exception {
    certificates.writeServer(authority(), NAMES, List.of(), true, now);
    X509Certificate first = PemFile.read(certificates.rsaCertificate()).certificates().get(0);
    assertEquals("RSA", first.getPublicKey().getAlgorithm());
    first.verify(authority().credentials().certificate().getPublicKey());
    certificates.writeServer(authority(), NAMES, List.of(), false, now);

    X509Certificate second = PemFile.read(certificates.rsaCertificate()).certificates().get(0);
    assertNotEquals(first.getSerialNumber(), second.getSerialNumber());
  }

  @Test
  void allThatAUserWasGivenIsRevoked() throws Exception {
    authority();
    X509Certificate first = given("anna");
    X509Certificate second = given("anna");
    X509Certificate other = given("annabel");
    assertEquals(2, certificates.revoke("anna", now));
    assertEquals(0, certificates.revoke("anna", now));
    X509CRL list = list();

    list.verify(authority().credentials().certificate().getPublicKey());
    assertTrue(list.isRevoked(first) && list.isRevoked(second));
    assertFalse(list.isRevoked(other));

    assertEquals(1, certificates.revoke("annabel", now));
    assertTrue(list().isRevoked(first) && list().isRevoked(other));
  }

  private X509Certificate given(String user) throws Exception {
    return PemFile.read(certificates.writeClient(user, now)).certificates().get(0);
  }

  private X509CRL list() throws Exception {
    return PemFile.read(certificates.revocationList()).revocationLists().get(0);
  }

  @Test
  void whoWasGivenNothingCannotBeRevoked() throws Exception {
    authority();
    IOException failure = assertThrows(IOException.class, () -> certificates.revoke("nobody", now));
    assertTrue(failure.getMessage().contains("'nobody'"), failure.getMessage());
  }
}
