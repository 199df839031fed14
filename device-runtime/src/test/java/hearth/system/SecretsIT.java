package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However much is logged, no password is: neither the right one nor the one mistyped. */
class SecretsIT {
  private static final String RIGHT = "correct-horse-battery";
  private static final String WRONG = "correct-hrose-battery";

  @TempDir private Path folder;

  @Test
  void noLogHasAPassword() {
    String users = folder.resolve("passwd").toString();
    try (HearthProcess passwd =
        HearthProcess.start("passwd", "--debug", "-c", "-b", users, "anna", RIGHT)) {
      assertEquals(0, passwd.awaitEnd(), passwd::told);
      assertNoSecret(passwd);
    }
    try (HearthProcess broker =
        HearthProcess.ready(
            "broker", "--debug", "--listen", "127.0.0.1:0", "--password-file", users)) {
      publish(broker, 0, "-u", "anna", "-P", RIGHT);
      publish(broker, 0, "-V", "5", "-u", "anna", "-P", RIGHT);
      publish(broker, 4, "-u", "anna", "-P", WRONG);
      publish(broker, 134, "-V", "5", "-u", "nobody", "-P", WRONG);
      broker.awaitLog("anna.*wrong user name or password");
      assertEquals(0, broker.terminate(), broker::told);
      assertNoSecret(broker);
    }
  }

  private static void publish(HearthProcess broker, int status, String... account) {
    String[] start = {"pub", "--debug", "-p", "" + broker.port(), "-t", "a", "-m", "x"};
    String[] all = Arrays.copyOf(start, start.length + account.length);
    System.arraycopy(account, 0, all, start.length, account.length);
    try (HearthProcess pub = HearthProcess.start(all)) {
      assertEquals(status, pub.awaitEnd(), pub::told);
      assertNoSecret(pub);
    }
  }

  private static void assertNoSecret(HearthProcess process) {
    String said = String.join("\n", process.lines()) + String.join("\n", process.log());
    for (String secret : new String[] {RIGHT, WRONG}) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      assertFalse(said.contains(secret), () -> "a password is in " + said);
      assertFalse(said.contains(Base64.getEncoder().encodeToString(bytes)), said);
      assertFalse(said.contains(HexFormat.of().formatHex(bytes)), said);
      assertFalse(said.contains(Arrays.toString(bytes)), said);
    }
  }
}
