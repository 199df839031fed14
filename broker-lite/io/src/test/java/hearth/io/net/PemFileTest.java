package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemFileTest {
  @TempDir Path directory;

  private IOException refused(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("some.pem"), text);
    return assertThrows(IOException.class, () -> PemFile.read(file).privateKey());
  }

  @ParameterizedTest
  @CsvSource({
    "server.pem, server-key.pem",
    "server.pem, server-sec1.pem",
    "server.pem, server-sec1-with-parameters.pem",
    "rsa.pem, rsa-key.pem",
    "rsa.pem, rsa-pkcs1.pem",
    "ed25519.pem, ed25519-key.pem"
  })
  void keysOfAllFormsFitTheirCertificate(String certificate, String key) {
    assertNotNull(TestCertificates.context(certificate, key));
  }

  @Test
  void aChainKeepsItsOrder() throws IOException {
    var chain = TestCertificates.pem("server.pem").certificates();

    assertEquals(2, chain.size());
    assertEquals("CN=localhost", chain.get(0).getSubjectX500Principal().getName());
    assertEquals("CN=Test authority", chain.get(1).getSubjectX500Principal().getName());
  }

  @Test
  void certificateAndKeyMayShareAFile() throws IOException {
    String both =
        Files.readString(TestCertificates.file("server-sec1-with-parameters.pem"))
            + "\nsubject: whatever a person wrote between them\r\n"
            + Files.readString(TestCertificates.file("server.pem")).replace("\n", "\r\n");
    PemFile pem = PemFile.read(Files.writeString(directory.resolve("both.pem"), both));

    assertEquals(2, pem.certificates().size());
    assertEquals("EC", pem.privateKey().getAlgorithm());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF", "Bäckerei\r\n", "\uFEFFBag Attributes\r"})
  void whatAnEditorOrWindowsPutsBeforeItDoesNoHarm(String before) throws IOException {
    String text =
        before + Files.readString(TestCertificates.file("server.pem")).replace("\n", "\r\n");
    Path file = Files.writeString(directory.resolve("marked.pem"), text);

    assertEquals(2, PemFile.read(file).certificates().size());
    Files.write(file, text.substring(1).getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(2, PemFile.read(file).certificates().size());
  }

  @Test
  void aFileInUtf16SaysWhatItIs() throws IOException {
    String text = Files.readString(TestCertificates.file("server.pem"));
    Path file = directory.resolve("wide.pem");
    Files.write(file, ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));

    assertTrue(
        assertThrows(IOException.class, () -> PemFile.read(file)).getMessage().contains("UTF-16"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-pkcs1-encrypted.pem", "rsa-pkcs8-encrypted.pem"})
  void anEncryptedKeySaysWhatToDo(String name) throws IOException {
    PemFile pem = TestCertificates.pem(name);
    IOException refusal = assertThrows(IOException.class, pem::privateKey);

    assertTrue(refusal.getMessage().contains("encrypted"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("openssl"), refusal.getMessage());
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutShowingIt() throws IOException {
    assertTrue(refused("hello").getMessage().contains("no private key"));
    String begin = "-----BEGIN PRIVATE KEY-----\n";
    String end = "-----END PRIVATE KEY-----\n";
    IOException broken = refused(begin + "U0VDUkVU\n" + end);
    assertTrue(broken.getMessage().contains("cannot be understood"), broken.getMessage());
    assertFalse(broken.toString().contains("SECRET"));
    assertTrue(refused(begin + "!*\n" + end).getMessage().contains("cannot be understood"));
  }

  @Test
  void aTruncatedSec1KeyIsRefused() throws IOException {
    String begin = "-----BEGIN EC PRIVATE KEY-----\n";
    for (String body : new String[] {"", "MHcC", "MHcCAQEEIA=="}) {
      IOException refusal = refused(begin + body + "\n-----END EC PRIVATE KEY-----");
      assertTrue(refusal.getMessage().contains("curve"), refusal.getMessage());
    }
  }

  @Test
  void aFileWithoutCertificateIsRefused() throws IOException {
    PemFile pem = TestCertificates.pem("server-key.pem");
    assertThrows(IOException.class, pem::certificates);
  }

  @Test
  void aKeyOfAnotherCertificateIsFoundAtOnce() throws IOException {
    PemFile certificate = TestCertificates.pem("server.pem");
    for (String key : new String[] {"client-key.pem", "rsa-key.pem"}) {
      IOException refusal =
          assertThrows(
              IOException.class,
              () ->
                  TlsContext.of(
                      certificate.certificates(), TestCertificates.pem(key).privateKey(), null));
      assertTrue(refusal.getMessage().contains("CN=localhost"), refusal.getMessage());
    }
  }
}
