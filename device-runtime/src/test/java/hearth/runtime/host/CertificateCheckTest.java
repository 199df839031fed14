package hearth.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.tls.HomeAuthority;
import hearth.broker.access.tls.HomeCertificates;
import hearth.runtime.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What check and start say of certificates, made by our own authority. */
class CertificateCheckTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private final Instant now = Instant.now();

  @TempDir private Path folder;
  private Path tls;

  @BeforeEach
  void certificates() throws Exception {
    tls = folder.resolve("tls");
    HomeCertificates home = new HomeCertificates(tls, RANDOM);
    HomeAuthority authority = home.authority("home", List.of("pi"), List.of(), now);
    home.writeServer(authority, List.of("pi", "pi.local"), List.of(), true, now);
    home.writeClient("anna", now);
  }

  private CertificateCheck check(String keys, Instant when) throws Exception {
    Path file = folder.resolve("hearth.yaml");
    Files.writeString(
        file,
        "broker:\n  listen:\n    - address: 127.0.0.1:8883\n      anonymous: yes\n      tls: {"
            + keys
            + "}\n");
    CertificateCheck check = new CertificateCheck(when);
    check.look(Configuration.load(file));
    return check;
  }

  private static final String OWN = "certificate: tls/server.crt, key: tls/server.key";

  private void assertError(String keys, Instant when, String words) throws Exception {
    CertificateCheck check = check(keys, when);
    assertEquals(1, check.errors().size(), () -> check.errors().toString());
    String error = check.errors().get(0);
    assertTrue(error.startsWith("line 3, tls of 127.0.0.1:8883: "), error);
    assertTrue(error.contains(words), error);
  }

  @Test
  void goodOnesAreToldWithTheirNames() throws Exception {
    CertificateCheck check =
        check(
            "certificate: [tls/server.crt, tls/server-rsa.crt], key: [tls/server.key,"
                + " tls/server-rsa.key], client_ca: tls/ca.crt",
            now);

    assertEquals(List.of(), check.errors());
    assertEquals(List.of(), check.warnings());
    assertEquals(2, check.notes().size());
    assertTrue(check.notes().get(0).contains("is good for pi, pi.local, until "));
  }

  @Test
  void thoseOfADevicesFiguresAreLookedAtToo() throws Exception {
    Path file = folder.resolve("device.yaml");
    Files.writeString(
        file,
        "device:\n  topic: home\n  listen: [{address: 127.0.0.1:9641, metrics: yes, tls: {"
            + "certificate: tls/server.crt, key: tls/anna.key}}]\n");
    CertificateCheck check = new CertificateCheck(now);

    check.look(Configuration.load(file));

    assertEquals(1, check.errors().size(), () -> check.errors().toString());
  }

  @Test
  void aKeyOfAnotherIsNoPair() throws Exception {
    assertError(
        "certificate: tls/server.crt, key: tls/anna.key",
        now,
        "the private key is not that of the certificate");
  }

  @Test
  void swappedFilesAreToldSo() throws Exception {
    assertError(
        "certificate: tls/server.key, key: tls/server.crt", now, "certificate and key are swapped");
  }

  @Test
  void datesAreTold() throws Exception {
    assertError(OWN, now.plus(Duration.ofDays(1000)), "was good until ");
    assertError(OWN, now.minus(Duration.ofDays(1000)), "is good only from ");
    CertificateCheck soon = check(OWN, now.plus(Duration.ofDays(800)));
    assertEquals(List.of(), soon.errors());
    assertTrue(soon.warnings().get(0).contains("make a new one soon"));
  }

  @Test
  void whoIsNoAuthorityVouchesForNobody() throws Exception {
    assertError(OWN + ", client_ca: tls/anna.crt", now, "is no authority");
  }

  @Test
  void anAuthorityThatClientsMayMissIsTold() throws Exception {
    Files.move(tls.resolve("ca.crt"), folder.resolve("elsewhere.crt"));
    CertificateCheck check = check(OWN, now);

    assertEquals(List.of(), check.errors());
    assertTrue(
        check.warnings().get(0).contains("is signed by CN=home"), check.warnings()::toString);
  }

  @Test
  void aListOfAnotherAuthorityRevokesNothing() throws Exception {
    HomeCertificates other = new HomeCertificates(folder.resolve("other"), RANDOM);
    other.authority("other", List.of(), List.of(), now);
    other.writeClient("bert", now);
    other.revoke("bert", now);

    assertError(
        OWN + ", client_ca: tls/ca.crt, client_crl: other/ca.crl",
        now,
        "is not signed by the authority");
  }
}
