package hearth.broker.access.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What OpenSSL says to our certificates, and we to its, where it is installed. */
class OpensslIT {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;
  private HomeCertificates certificates;

  @BeforeEach
  void opensslIsInstalled() {
    boolean found =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "openssl")));
    assumeTrue(found, "openssl is not installed");
    certificates = new HomeCertificates(folder, RANDOM);
  }

  private String openssl(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return output.strip();
  }

  private HomeAuthority writeServer() throws Exception {
    HomeAuthority authority =
        certificates.authority("Hearth home CA", List.of("raspberrypi"), List.of(), Instant.now());
    certificates.writeServer(
        authority,
        List.of("raspberrypi", "raspberrypi.local"),
        List.of(InetAddress.getByName("192.168.1.7")),
        true,
        Instant.now());
    return authority;
  }

  private String verify(String purpose, String check, String value, String file) throws Exception {
    return openssl(
        "verify", "-x509_strict", "-CAfile", "ca.crt", "-purpose", purpose, check, value, file);
  }

  @Test
  void verifiesTheServerByEachName() throws Exception {
    writeServer();
    for (String name : List.of("raspberrypi", "raspberrypi.local")) {
      assertEquals("server.crt: OK", verify("sslserver", "-verify_hostname", name, "server.crt"));
    }
    assertEquals("server.crt: OK", verify("sslserver", "-verify_ip", "192.168.1.7", "server.crt"));
    assertTrue(
        verify("sslserver", "-verify_hostname", "bank.example", "server.crt")
            .contains("hostname mismatch"));
    assertTrue(
        verify("sslclient", "-verify_depth", "1", "server.crt").contains("purpose"),
        "a server's certificate is no client's");
  }

  @Test
  void verifiesAClient() throws Exception {
    Credentials client = writeServer().client("anna", Instant.now());
    Files.writeString(folder.resolve("anna.crt"), client.certificatePem());
    assertEquals("anna.crt: OK", verify("sslclient", "-verify_depth", "1", "anna.crt"));
  }

  @Test
  void keepsToWhatTheAuthorityIsFor() throws Exception {
    HomeAuthority authority = writeServer();
    Credentials bank = authority.server(List.of("bank.example"), List.of(), Instant.now());
    Files.writeString(folder.resolve("bank.crt"), bank.certificatePem());

    String said = verify("sslserver", "-verify_hostname", "bank.example", "bank.crt");
    assertTrue(said.contains("permitted subtree violation"), said);
    assertEquals(
        "server-rsa.crt: OK",
        verify("sslserver", "-verify_hostname", "raspberrypi.local", "server-rsa.crt"));
  }

  @Test
  void refusesWhatIsRevoked() throws Exception {
    writeServer();
    certificates.writeClient("anna", Instant.now());
    certificates.writeClient("bert", Instant.now());
    certificates.revoke("anna", Instant.now());

    String anna =
        openssl("verify", "-crl_check", "-CRLfile", "ca.crl", "-CAfile", "ca.crt", "anna.crt");
    assertTrue(anna.contains("certificate revoked"), anna);
    assertEquals(
        "bert.crt: OK",
        openssl("verify", "-crl_check", "-CRLfile", "ca.crl", "-CAfile", "ca.crt", "bert.crt"));
  }

  @Test
  void theKeysBelongToTheirCertificates() throws Exception {
    writeServer();
    assertEquals(
        openssl("x509", "-in", "server.crt", "-pubkey", "-noout"),
        openssl("pkey", "-in", "server.key", "-pubout"));
  }

  @Test
  void anAuthorityMadeByOpensslSignsOurServer() throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        "ca.key",
        "-out",
        "ca.crt",
        "-days",
        "365",
        "-addext",
        "keyUsage=keyCertSign",
        "-subj",
        "/O=Home/CN=Other CA");
    writeServer();
    assertEquals(
        "server.crt: OK", verify("sslserver", "-verify_hostname", "raspberrypi", "server.crt"));
  }
}
