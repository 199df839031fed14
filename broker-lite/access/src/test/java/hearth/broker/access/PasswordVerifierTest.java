package hearth.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordVerifierTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] RIGHT = "right".getBytes(UTF_8);
  private static final byte[] WRONG = "wrong".getBytes(UTF_8);

  @TempDir Path folder;

  private static long nanos(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return System.nanoTime() - start;
  }

  @Test
  void whoNamesNoUserOrPasswordIsNeverRight() {
    PasswordFile file = PasswordFile.empty().with("anna", RIGHT, 10, RANDOM);
    PasswordVerifier verifier = new PasswordVerifier(file, RANDOM);
    assertFalse(verifier.verify(null, RIGHT));
    assertFalse(verifier.verify("anna", null));
  }

  /** Written by {@code mosquitto_passwd -b}, which takes it. Zeros are the same key to HMAC. */
  @Test
  void anEmptyPasswordInTheFileLetsNobodyIn() throws Exception {
    String hash = PasswordHash.of(new byte[0], 10, RANDOM).encoded();
    PasswordFile file = PasswordFile.read(Files.writeString(folder.resolve("f"), "anna:" + hash));
    PasswordVerifier verifier = new PasswordVerifier(file, RANDOM);
    for (int zeros : new int[] {0, 1, 2, 64}) {
      assertFalse(verifier.verify("anna", new byte[zeros]), () -> zeros + " zeros");
    }
  }

  @Test
  void theSameWrongPasswordIsKnownAgain() {
    PasswordFile file = PasswordFile.empty().with("anna", RIGHT, 10, RANDOM);
    PasswordVerifier verifier = new PasswordVerifier(file, RANDOM);
    assertFalse(verifier.knowsWrong("anna", WRONG));
    assertFalse(verifier.verify("anna", WRONG));
    assertTrue(verifier.verify("anna", RIGHT));

    assertTrue(verifier.knowsWrong("anna", WRONG));
    assertFalse(verifier.knowsWrong("anna", RIGHT));
    assertFalse(verifier.knowsWrong("ann", "awrong".getBytes(UTF_8)));
    assertFalse(new PasswordVerifier(file, RANDOM).knowsWrong("anna", WRONG), "after a reload");
  }

  @Test
  void aPasswordOnceRightIsRememberedAndAWrongOneIsNot() {
    PasswordFile file = PasswordFile.empty().with("anna", RIGHT, 10, RANDOM);
    PasswordVerifier verifier = new PasswordVerifier(file, RANDOM);
    assertFalse(verifier.verify("anna", WRONG));
    assertFalse(verifier.remembers("anna", WRONG));
    assertFalse(verifier.remembers("anna", RIGHT));
    assertTrue(verifier.verify("anna", RIGHT));
    assertTrue(verifier.remembers("anna", RIGHT));
    assertTrue(verifier.verify("anna", RIGHT));
    assertFalse(verifier.remembers("anna", WRONG));
    assertFalse(verifier.remembers("bert", RIGHT));
    assertFalse(verifier.verify("anna", WRONG));
    assertFalse(verifier.remembers(null, RIGHT) || verifier.remembers("anna", null));
  }

  @Test
  void anUnknownUserAndAFasterHashTakeAsLongAsTheSlowest() {
    PasswordFile file =
        PasswordFile.empty().with("slow", RIGHT, 200_000, RANDOM).with("fast", RIGHT, 10, RANDOM);
    PasswordVerifier verifier = new PasswordVerifier(file, RANDOM);
    long floor = TimeUnit.MILLISECONDS.toNanos(10); // 200,000 SHA-512 twice: no machine is faster
    assertTrue(nanos(() -> verifier.verify("nobody", WRONG)) > floor);
    assertTrue(nanos(() -> verifier.verify("fast", WRONG)) > floor);
    assertTrue(nanos(() -> verifier.verify("slow", WRONG)) > floor);
  }

  @Test
  void aReloadedFileForgetsWhatWasRight() {
    PasswordFile before = PasswordFile.empty().with("anna", RIGHT, 10, RANDOM);
    assertTrue(new PasswordVerifier(before, RANDOM).verify("anna", RIGHT));
    PasswordFile after = before.with("anna", WRONG, 10, RANDOM);
    assertFalse(new PasswordVerifier(after, RANDOM).verify("anna", RIGHT));
  }
}
