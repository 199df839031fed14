package hearth.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import hearth.broker.access.ScramSha256Server.State;
import hearth.protocol.topic.TopicName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Files and messages made of the words of their languages, in any disorder. */
class AccessFuzzTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final TopicName TOPIC = TopicName.of("a/b");

  private static Arbitrary<String> textOf(String... words) {
    return Arbitraries.oneOf(Arbitraries.of(words), Arbitraries.strings().ofMaxLength(3))
        .list()
        .ofMaxSize(40)
        .map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> rules() {
    return textOf(
        "user", "topic", "pattern", "read", "write", "deny", " ", "\t", "\n", "#", "+", "/", "%c",
        "%u", "$SYS", "$share/");
  }

  @Provide
  Arbitrary<String> users() {
    return textOf(
        "anna", ":", "$", "6", "7", "$7$101$", "AAAA", "=", "\n", "#", PasswordFileTest.PBKDF2);
  }

  @Provide
  Arbitrary<String> messages() {
    return textOf("n,,", "n=", "r=", "anna", ",", "=2C", "p=", "c=biws", "a=", "y,", "abc");
  }

  private static Path file(String text) throws Exception {
    Path file = Files.createTempFile("hearth", ".txt");
    Files.write(file, text.getBytes(UTF_8));
    return file;
  }

  @Property(tries = 500)
  void anAccessControlFileIsReadOrRefused(
      @ForAll("rules") String text, @ForAll("rules") String user, @ForAll("rules") String client)
      throws Exception {
    Path file = file(text);
    try {
      ClientPermissions permissions = AccessControl.read(file).permissions(user, client);
      assertNotNull(permissions.mayPublish(TOPIC));
      assertNotNull(permissions.mayReceive(TOPIC));
    } catch (AccessFileException e) {
      assertFalse(e.getMessage().isEmpty());
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 500)
  void aPasswordFileIsReadOrRefused(@ForAll("users") String text) throws Exception {
    Path file = file(text);
    try {
      PasswordFile users = PasswordFile.read(file);
      users.with("bert", new byte[] {1}, 1, RANDOM).without("anna").write(file);
      assertFalse(PasswordFile.read(file).users().contains("anna"));
    } catch (AccessFileException e) {
      assertFalse(e.getMessage().isEmpty());
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 1000)
  void aScramExchangeOfNonsenseFails(
      @ForAll("messages") String first, @ForAll("messages") String last) {
    PasswordFile users = PasswordFile.empty();
    ScramSha256Server server = new ScramAuthentication(users, () -> new byte[32], RANDOM).begin();
    for (String message : List.of(first, last)) {
      if (server.state() != State.FAILED) {
        server.answer(message.getBytes(UTF_8));
      }
    }
    assertFalse(server.state() == State.AUTHENTICATED);
  }
}
