package hearth.broker.bridge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconnectDelayTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long FIRST = Duration.ofMillis(500).toNanos();
  private static final int FAILURES = 100;

  private final ReconnectDelay delay = new ReconnectDelay(3, LONGEST, new Random(1));

  private static void assertWithin(long bound, long actual) {
    assertTrue(actual <= bound && actual >= bound / 2, actual + " ns, at most " + bound);
  }

  private void failOften() {
    for (int i = 0; i < FAILURES; i++) {
      delay.after(0);
    }
  }

  @Test
  void growsOnceEachServerWasTriedUpToTheLongestAndVariesByHalf() {
    for (int round = 0; round < 6; round++) {
      for (int server = 0; server < 3; server++) {
        assertWithin(FIRST << round, delay.after(0));
      }
    }
    failOften();
    assertWithin(LONGEST.toNanos(), delay.after(0));
  }

  @Test
  void onlyAConnectionThatHasLastedMakesItShortAgain() {
    failOften();
    assertWithin(LONGEST.toNanos(), delay.after(ReconnectDelay.STABLE_NANOS - 1));
    assertWithin(FIRST, delay.after(ReconnectDelay.STABLE_NANOS));
  }
}
