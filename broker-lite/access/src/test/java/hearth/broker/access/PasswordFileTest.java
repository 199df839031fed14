package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
  /** Made by Debian's mosquitto_passwd 2.0.11 for the password "secret". */
  static final String PBKDF2 =
      "$7$101$1fvDkbFSaCf232v5$k4keSsjt6pYEjxhiyxJMZmnGnl72w2Mbq/56k2Rkjl+8VA4uVPUC02cLsn52AHpz"
          + "b1YFXBQH7W2MLxfxubs4cg==";

  static final String SHA512 =
      "$6$cF9lncAjVBxGcDSK$Lqs5QOpe6O6S/ZzAlcLYsJpar8F+ZCgQveMqcd4pNTXzinHgCct4TyWa/HQ8VrkYadoH"
          + "gVQuZwGSkIcJUV6+BQ==";

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  private Path file(String... lines) throws Exception {
    return Files.write(directory.resolve("users"), List.of(lines));
  }

  private static boolean verify(PasswordFile file, String user, String password) {
    return new PasswordVerifier(file, RANDOM)
        .verify(user, password.getBytes(StandardCharsets.UTF_8));
  }

  private static PasswordFile with(PasswordFile file, String user, String password) {
    return file.with(user, password.getBytes(StandardCharsets.UTF_8), 10, RANDOM);
  }

  @Test
  void readsWhatMosquittoWrites() throws Exception {
    PasswordFile file =
        PasswordFile.read(file("# my home", "", " anna :" + PBKDF2 + " ", "bert:" + SHA512));
    assertEquals(List.of("anna", "bert"), file.users());
    assertTrue(verify(file, "anna", "secret"));
    assertTrue(verify(file, "bert", "secret"));
    assertFalse(verify(file, "anna", "Secret"));
    assertFalse(verify(file, "bert", "secret "));
    assertFalse(verify(file, "carl", "secret"));
  }

  @Test
  void writesWhatItReads() throws Exception {
    Path path = file("# my home", "anna:" + PBKDF2, "", "# the attic", "bert:" + SHA512);
    String before = Files.readString(path);
    PasswordFile.read(path).write(path);
    assertEquals(before, Files.readString(path));
  }

  @Test
  void aChangeKeepsEverythingElseInItsPlace() throws Exception {
    Path path = file("# my home", "anna:" + PBKDF2, "# the attic", "bert:" + SHA512);
    PasswordFile changed = with(PasswordFile.read(path), "anna", "new");
    changed.write(path);
    List<String> lines = Files.readAllLines(path);
    assertEquals("# my home", lines.get(0));
    assertTrue(lines.get(1).startsWith("anna:$7$10$"), lines.get(1));
    assertEquals(List.of("# the attic", "bert:" + SHA512), lines.subList(2, 4));
    PasswordFile again = PasswordFile.read(path);
    assertTrue(verify(again, "anna", "new"));
    assertFalse(verify(again, "anna", "secret"));
    assertTrue(verify(again, "bert", "secret"));
  }

  @Test
  void addsAtTheEndAndRemoves() throws Exception {
    PasswordFile file = with(with(PasswordFile.empty(), "anna", "a"), "bert", "ü€");
    assertEquals(List.of("anna", "bert"), file.users());
    assertTrue(verify(file, "bert", "ü€"));
    PasswordFile without = file.without("anna").without("nobody");
    assertEquals(List.of("bert"), without.users());
    assertFalse(verify(without, "anna", "a"));
  }

  @Test
  void theSamePasswordHasAnotherHashEachTime() {
    PasswordFile file = with(with(PasswordFile.empty(), "anna", "same"), "bert", "same");
    assertFalse(file.hash("anna").encoded().equals(file.hash("bert").encoded()));
  }

  @Test
  void anEmptyPasswordIsNoneAndABinaryOneWorks() {
    assertThrows(IllegalArgumentException.class, () -> with(PasswordFile.empty(), "anna", ""));
    byte[] binary = {(byte) 0xFF, 0, 1, (byte) 0xC0};
    PasswordFile file = PasswordFile.empty().with("bert", binary, 10, RANDOM);
    PasswordVerifier verifier = new PasswordVerifier(file, RANDOM);
    assertTrue(verifier.verify("bert", binary));
    assertFalse(verifier.verify("bert", new byte[] {(byte) 0xFF}));
  }

  @Test
  void theFileIsItsOwnersAloneAndLeavesNoOther() throws Exception {
    Path path = file("anna:" + PBKDF2);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    with(PasswordFile.read(path), "bert", "b").write(path);
    assertEquals(
        SecretMode.expected(), PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    try (var files = Files.list(directory)) {
      assertEquals(List.of(path), files.toList());
    }
  }

  @Test
  void aLinkStaysALink() throws Exception {
    Path path = file("anna:" + PBKDF2);
    Path link = Files.createSymbolicLink(directory.resolve("link"), path);
    PasswordFile.empty().write(link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("", Files.readString(path));
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLinesAndWithoutSecrets() throws Exception {
    Path path =
        file(
            "anna:" + PBKDF2,
            "hunter2",
            "carl:hunter2",
            "anna:" + SHA512,
            "dora:$argon2id$v=19$m=47104,t=1,p=1$aHVudGVyMg$aHVudGVyMg",
            "emil:$7$0$1fvDkbFSaCf232v5$hunter2",
            "fritz:$7$101$1fvDkbFSaCf232v5$hunter2",
            "gerd:$6$1fvDkbFSaCf232v5$!hunter2",
            ":" + PBKDF2);
    AccessFileException e = assertThrows(AccessFileException.class, () -> PasswordFile.read(path));
    List<String> lines = e.getMessage().lines().toList();
    assertEquals(8, e.problemCount());
    assertEquals(8, lines.size());
    for (int i = 0; i < 8; i++) {
      assertTrue(lines.get(i).startsWith(path + ":" + (i + 2) + ": "), lines.get(i));
    }
    assertTrue(lines.get(1).contains("in the clear"), lines.get(1));
    assertTrue(lines.get(2).contains("already stands in line 1"), lines.get(2));
    assertTrue(lines.get(3).contains("mosquitto_passwd -H sha512-pbkdf2"), lines.get(3));
    assertFalse(e.toString().contains("hunter2"));
  }

  @Test
  void aMissingFileSaysHowToMakeIt() {
    Path path = directory.resolve("none");
    AccessFileException e = assertThrows(AccessFileException.class, () -> PasswordFile.read(path));
    assertEquals(
        path + ": there is no such file; make it with 'hearth passwd -c " + path + " USER'",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "#a", " a", "a ", "a\nb", "a\u0085b"})
  void refusesUsersThatCannotStandInTheFile(String user) {
    assertThrows(
        IllegalArgumentException.class, () -> with(PasswordFile.empty(), user, "password"));
  }

  @Test
  void nothingTellsAHashOrAPassword() {
    PasswordFile file = with(PasswordFile.empty(), "anna", "hunter2");
    String encoded = file.hash("anna").encoded();
    String hash = encoded.substring(encoded.lastIndexOf('$') + 1);
    String told = file + " " + file.hash("anna") + " " + new PasswordVerifier(file, RANDOM);
    assertFalse(told.contains(hash), told);
    assertFalse(told.contains("hunter2"), told);
  }
}
