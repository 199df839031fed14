package hearth.testsupport;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for an effect in another process: looks again and again, and gives up late. */
public final class Eventually {
  /** Far more than a loaded machine needs; reached only when a test fails. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final long LOOK_MILLIS = 10;

  private Eventually() {}

  /**
   * Returns when the condition holds.
   *
   * @param told what to say of the state in which it never held
   * @throws AssertionError where it does not come to hold
   */
  public static void holds(String what, BooleanSupplier condition, Supplier<?> told) {
    holds(what, TIMEOUT, condition, told);
  }

  /** The same, of what takes longer than anything of ours. */
  public static void holds(
      String what, Duration timeout, BooleanSupplier condition, Supplier<?> told) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "after " + timeout.toSeconds() + " s still not: " + what + "\n" + told.get());
      }
      look();
    }
  }

  private static void look() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
