package hearth.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PasswordVerifierTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] RIGHT = "right".getBytes(UTF_8);
  private static final byte[] WRONG = "wrong".getBytes(UTF_8);

  private static long nanos(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return System.nanoTime() - start;
  }

  @Test
  void whoNamesNoUserOrPasswordIsNeverRight() {
    PasswordFile file = PasswordFile.empty().with("anna", new byte[0], 10, RANDOM);
    PasswordVerifier verifier = new PasswordVerifier(file, RANDOM);
    assertFalse(verifier.verify(null, RIGHT));
    assertFalse(verifier.verify("anna", null));
    assertTrue(verifier.verify("anna", new byte[0]));
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
