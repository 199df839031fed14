package hearth.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.ScramSha256Server.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramSha256ServerTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The exchange of RFC 7677, section 3: user "user", password "pencil". */
  private static final String CLIENT_FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";

  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String CLIENT_FINAL =
      "c=biws,r=rOprNGfwEbeRWgbNEkqO"
          + SERVER_NONCE
          + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  @TempDir Path directory;

  private ScramSha256Server rfcServer() throws Exception {
    ScramCredentials credentials =
        ScramCredentials.of("pencil", 4096, Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
    Path path = directory.resolve("users");
    Files.write(path, List.of("user:" + PasswordFileTest.PBKDF2 + ":" + credentials.encoded()));
    return new ScramSha256Server(authentication(PasswordFile.read(path)), SERVER_NONCE);
  }

  private static ScramAuthentication authentication(PasswordFile file) {
    return new ScramAuthentication(file, () -> new byte[32], RANDOM);
  }

  private static String answer(ScramSha256Server server, String message) {
    byte[] answer = server.answer(message.getBytes(UTF_8));
    return answer == null ? null : new String(answer, UTF_8);
  }

  /** Plays the client as RFC 5802 describes it. */
  private static boolean logsIn(ScramSha256Server server, String user, String password) {
    String bare = "n=" + user + ",r=abc";
    String serverFirst = answer(server, "n,," + bare);
    String salt = serverFirst.replaceAll(".*,s=([^,]*),.*", "$1");
    int iterations = Integer.parseInt(serverFirst.replaceAll(".*,i=", ""));
    byte[] salted;
    try {
      salted =
          PasswordHash.pbkdf2(
              "HmacSHA256", password.getBytes(UTF_8), Base64.getDecoder().decode(salt), iterations);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    byte[] clientKey = ScramCredentials.hmac(salted, "Client Key");
    String withoutProof = "c=biws," + serverFirst.split(",")[0];
    byte[] signature =
        ScramCredentials.hmac(sha256(clientKey), bare + "," + serverFirst + "," + withoutProof);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= signature[i];
    }
    String proof = Base64.getEncoder().encodeToString(clientKey);
    answer(server, withoutProof + ",p=" + proof);
    return server.state() == State.AUTHENTICATED;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void speaksAsTheRfcsExample() throws Exception {
    ScramSha256Server server = rfcServer();
    assertEquals(State.CLIENT_FIRST, server.state());
    assertEquals(SERVER_FIRST, answer(server, CLIENT_FIRST));
    assertEquals(State.CLIENT_FINAL, server.state());
    assertEquals(SERVER_FINAL, answer(server, CLIENT_FINAL));
    assertEquals(State.AUTHENTICATED, server.state());
    assertEquals("user", server.user());
    assertThrows(IllegalStateException.class, () -> answer(server, CLIENT_FINAL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n,,",
        "n,,n=user",
        "n,,r=abc,n=user",
        "n,,n=user,r=",
        "n,,n=user,r=a b",
        "n,,n=us=er,r=abc",
        "n,,m=x,n=user,r=abc",
        "n,a=anna,n=user,r=abc",
        "p=tls-unique,,n=user,r=abc",
        "n=user,r=abc"
      })
  void refusesAWrongFirstMessage(String message) throws Exception {
    ScramSha256Server server = rfcServer();
    assertNull(answer(server, message));
    assertEquals(State.FAILED, server.state());
    assertTrue(server.failure().contains("SCRAM") || server.failure().contains("user"));
    assertThrows(IllegalStateException.class, () -> answer(server, CLIENT_FIRST));
  }

  @ParameterizedTest
  @CsvSource({
    "biws, eSws, channel binding",
    "rOprNG, sOprNG, nonce",
    "p=dHzb, p=dHzc, user name or password is wrong",
    "p=dHzb, p=!Hzb, base64",
    "p=dHzbZapWIk4jUhN+, p=, user name or password is wrong",
    "',p=', ',q=', no proof",
    "'c=biws,', '', is cut"
  })
  void refusesAWrongLastMessage(String part, String changed, String why) throws Exception {
    ScramSha256Server server = rfcServer();
    answer(server, CLIENT_FIRST);
    assertNull(answer(server, CLIENT_FINAL.replace(part, changed)));
    assertEquals(State.FAILED, server.state());
    assertTrue(server.failure().contains(why), server.failure());
  }

  @Test
  void refusesWhatIsNoText() throws Exception {
    ScramSha256Server server = rfcServer();
    assertNull(server.answer(new byte[] {'n', ',', ',', (byte) 0xFF}));
    assertEquals(State.FAILED, server.state());
  }

  @Test
  void logsInWithWhatThePasswordFileKeeps() throws Exception {
    Path path = directory.resolve("users");
    PasswordFile.empty()
        .with("anna", "grün\u00A0e\u0301".getBytes(UTF_8), 10, RANDOM)
        .with("a,b=c", "x".getBytes(UTF_8), 10, RANDOM)
        .write(path);
    ScramAuthentication users = authentication(PasswordFile.read(path));
    assertTrue(logsIn(users.begin(), "anna", "grün é"), "SASLprep makes the two the same");
    assertFalse(logsIn(users.begin(), "anna", "grun e"));
    assertTrue(logsIn(users.begin(), "a=2Cb=3Dc", "x"));
    assertNotEquals(
        answer(users.begin(), CLIENT_FIRST),
        answer(users.begin(), CLIENT_FIRST),
        "each exchange has its own nonce");
  }

  @Test
  void anUnknownUserLooksLikeAKnownOne() {
    PasswordFile file = PasswordFile.empty().with("anna", "x".getBytes(UTF_8), 10, RANDOM);
    ScramAuthentication users = authentication(file);
    String first = answer(users.begin(), "n,,n=nobody,r=abc").replaceAll("^r=[^,]*", "");
    String second = answer(users.begin(), "n,,n=nobody,r=abc").replaceAll("^r=[^,]*", "");
    String other = answer(users.begin(), "n,,n=noone,r=abc").replaceAll("^r=[^,]*", "");
    assertEquals(first, second);
    assertNotEquals(first, other);
    assertTrue(first.matches(",s=[A-Za-z0-9+/]{22}==,i=4096"), "as anna's: " + first);
    assertFalse(logsIn(users.begin(), "nobody", ""));
  }

  /** Also beside users of several numbers of rounds, and after others have come. */
  @Test
  void theChallengeOfAnUnknownUserIsAsSomeUserHasItAndStaysSo() {
    PasswordFile file =
        PasswordFile.empty()
            .with("anna", "x".getBytes(UTF_8), 5000, RANDOM)
            .with("bert", "x".getBytes(UTF_8), 6000, RANDOM);
    PasswordFile later = file.with("cleo", "x".getBytes(UTF_8), 6000, RANDOM);
    Set<String> shown = new TreeSet<>();
    for (int i = 0; i < 50; i++) {
      String message = "n,,n=nobody" + i + ",r=abc";
      String challenge = answer(authentication(file).begin(), message).replaceAll("^r=[^,]*", "");
      assertEquals(
          challenge, answer(authentication(later).begin(), message).replaceAll("^r=[^,]*", ""));
      shown.add(challenge.replaceAll(".*,i=", ""));
    }
    assertEquals(Set.of("5000", "6000"), shown);
  }

  @Test
  void onlyAWrongProofIsAGuess() throws Exception {
    for (String last : List.of("", "c=biws", CLIENT_FINAL.replace("p=dHzb", "p=!Hzb"))) {
      ScramSha256Server server = rfcServer();
      answer(server, CLIENT_FIRST);
      answer(server, last);
      assertFalse(server.isGuess(), last);
    }
    ScramSha256Server server = rfcServer();
    answer(server, CLIENT_FIRST);
    answer(server, CLIENT_FINAL.replace("p=dHzb", "p=dHzc"));
    assertTrue(server.isGuess());
  }

  @Test
  void theLogTellsOfAUserWhomMosquittoPasswdMade() throws Exception {
    Path path = directory.resolve("users");
    Files.write(path, List.of("anna:" + PasswordFileTest.PBKDF2));
    ScramSha256Server server = authentication(PasswordFile.read(path)).begin();
    assertFalse(logsIn(server, "anna", "secret"));
    assertTrue(server.failure().contains("'hearth passwd'"), server.failure());
  }

  @Test
  void aPasswordThatIsNoTextIsGoodForConnectOnly() {
    byte[] binary = {(byte) 0xFF, 1};
    PasswordFile file = PasswordFile.empty().with("anna", binary, 10, RANDOM);
    assertTrue(new PasswordVerifier(file, RANDOM).verify("anna", binary));
    assertNull(file.scram("anna"));
  }

  @Test
  void aDamagedEntryIsToldWithoutItsContent() throws Exception {
    Path path = directory.resolve("users");
    Files.write(
        path, List.of("anna:" + PasswordFileTest.PBKDF2 + ":SCRAM-SHA-256$4096$hunter2$a$b"));
    AccessFileException e = assertThrows(AccessFileException.class, () -> PasswordFile.read(path));
    assertTrue(e.getMessage().startsWith(path + ":1: what follows the password's hash is not"));
    assertFalse(e.getMessage().contains("hunter2"));
  }

  @Test
  void nothingTellsTheKeys() throws Exception {
    ScramSha256Server server = rfcServer();
    answer(server, CLIENT_FIRST);
    ScramCredentials credentials = ScramCredentials.of("pencil", 4096, new byte[16]);
    String key = credentials.encoded().substring(credentials.encoded().lastIndexOf('$') + 1);
    assertFalse((credentials + " " + server).contains(key));
  }
}
