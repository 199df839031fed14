package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.FreePort;
import hearth.testsupport.MosquittoServer;
import hearth.testsupport.Programs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The TLS options of {@code hearth pub} and {@code hearth sub}, each in a handshake with Debian's
 * Mosquitto.
 */
class PubSubTlsIT {
  @TempDir static Path folder;

  private final StringWriter told = new StringWriter();
  private MosquittoServer server;
  private String host = "127.0.0.1";

  @BeforeAll
  static void makeCertificates() throws IOException {
    certificates("init", "tls");
    certificates("client", "tls", "anna");
    certificates("init", "others");
    Files.createDirectory(folder.resolve("authorities"));
    Files.copy(folder.resolve("others/ca.crt"), folder.resolve("authorities/others.pem"));
    Files.copy(folder.resolve("tls/ca.crt"), folder.resolve("authorities/ours.pem"));
  }

  private static void certificates(String what, String name, String... more) {
    List<String> words = new ArrayList<>(List.of("tls", what, "--dir", file(name)));
    words.addAll(List.of(more));
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    assertEquals(0, HearthCommand.execute(words.toArray(new String[0]), out, out), said::toString);
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private void mosquitto(String... settings) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("allow_anonymous true");
    lines.add("certfile " + file("tls/server.crt"));
    lines.add("keyfile " + file("tls/server.key"));
    lines.addAll(List.of(settings));
    server = new MosquittoServer(Files.createTempDirectory(folder, "server"), host, lines);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private int pub(String... words) {
    List<String> all = new ArrayList<>(List.of("pub", "-h", host, "-p", "" + server.port()));
    all.addAll(List.of("-t", "a", "-m", "b", "-q", "1"));
    Arrays.stream(words).map(each -> each.replace("TLS/", file("") + "/")).forEach(all::add);
    PrintWriter out = new PrintWriter(told, true);
    return HearthCommand.execute(all.toArray(new String[0]), out, out);
  }

  private void assertTells(String text) {
    assertTrue(told.toString().contains(text), told.toString());
    assertEquals(1, told.toString().lines().count(), told.toString());
  }

  @Test
  void theAuthorityIsTrustedAndNoOther() throws Exception {
    mosquitto();
    assertEquals(0, pub("--cafile", "TLS/tls/ca.crt"), told.toString());
    assertEquals(0, pub("--capath", "TLS/authorities"), told.toString());
    assertEquals(1, pub("--cafile", "TLS/others/ca.crt"));
    assertTells("not signed by the authority in " + file("others/ca.crt"));
  }

  @Test
  void thoseThatJavaKnowsDoNotKnowAHome() throws Exception {
    mosquitto();
    assertEquals(1, pub("--tls-use-os-certs"));
    assertTells("the certificates that Java knows");
  }

  @Test
  void aCertificateForAnotherNameIsTakenWhereThatIsAskedFor() throws Exception {
    host = "127.0.0.2";
    mosquitto();
    assertEquals(1, pub("--cafile", "TLS/tls/ca.crt"));
    assertTells("127.0.0.1");
    assertEquals(0, pub("--cafile", "TLS/tls/ca.crt", "--insecure"), told.toString());
  }

  @Test
  void whoMustShowACertificateShowsIt() throws Exception {
    mosquitto("cafile " + file("tls/ca.crt"), "require_certificate true");
    String[] own = {"--cert", "TLS/tls/anna.crt", "--key", "TLS/tls/anna.key"};
    assertEquals(
        0, pub("--cafile", "TLS/tls/ca.crt", own[0], own[1], own[2], own[3]), told::toString);
    assertEquals(1, pub("--cafile", "TLS/tls/ca.crt"));
    assertTells("certificate of ours");
  }

  /** The server has no more than one suite. */
  @ParameterizedTest
  @CsvSource({
    "--ciphers, ECDHE-ECDSA-AES256-GCM-SHA384, 0",
    "--ciphers, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, 0",
    "--ciphers, ECDHE-ECDSA-AES128-GCM-SHA256, 1",
  })
  void theCipherSuiteIsOneThatWasAskedFor(String option, String value, int status)
      throws Exception {
    mosquitto("tls_version tlsv1.2", "ciphers ECDHE-ECDSA-AES256-GCM-SHA384");
    assertEquals(status, pub("--cafile", "TLS/tls/ca.crt", option, value), told.toString());
  }

  @Test
  void withoutTlsAtAPortThatWantsItThatIsSaid() throws Exception {
    mosquitto();
    assertEquals(1, pub());
    assertTells("if TLS is wanted there, use mqtts");
  }

  @Test
  void theProtocolIsNamedInTheHandshake() throws Exception {
    String seen =
        handshake(List.of("-alpn", "http/1.1,x-amzn-mqtt-ca"), "--tls-alpn", "x-amzn-mqtt-ca");
    assertTrue(seen.contains("ALPN protocols selected: x-amzn-mqtt-ca"), seen);
  }

  @ParameterizedTest
  @CsvSource({"tlsv1.2, -tls1_2, true", "tlsv1.3, -tls1_2, false", "tlsv1.3, -tls1_3, true"})
  void noOlderVersionIsSpokenThanWasAskedFor(String oldest, String only, boolean agree)
      throws Exception {
    String seen = handshake(List.of(only), "--tls-version", oldest);
    assertEquals(agree, seen.contains("CIPHER is "), seen);
    assertEquals(agree, told.toString().contains("answered CONNECT"), told::toString);
  }

  /** What openssl's server has seen of a client that came and, since it knows no MQTT, went. */
  private String handshake(List<String> settings, String... options) throws Exception {
    int port = FreePort.find();
    Path log = Files.createTempFile(folder, "openssl", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.need("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port));
    command.addAll(List.of("-cert", file("tls/server.crt"), "-key", file("tls/server.key")));
    command.addAll(List.of("-naccept", "1"));
    command.addAll(settings);
    Process openssl =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      while (!readString(log).contains("ACCEPT")) {
        assertTrue(openssl.isAlive(), () -> readString(log));
        Thread.onSpinWait();
      }
      List<String> words = new ArrayList<>(List.of("pub", "-h", "127.0.0.1", "-p", "" + port));
      words.addAll(List.of("--cafile", file("tls/ca.crt"), "-t", "a", "-m", "b"));
      words.addAll(List.of(options));
      PrintWriter out = new PrintWriter(told, true);
      Thread publishing =
          new Thread(() -> HearthCommand.execute(words.toArray(new String[0]), out, out), "pub");
      publishing.start();
      while (publishing.isAlive() && !readString(log).contains("CIPHER is ")) {
        Thread.onSpinWait();
      }
      openssl.getOutputStream().close(); // with which it ends the connection
      publishing.join();
      return readString(log);
    } finally {
      openssl.destroy();
    }
  }

  /** It also prints what it was sent, which is no text. */
  private static String readString(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
