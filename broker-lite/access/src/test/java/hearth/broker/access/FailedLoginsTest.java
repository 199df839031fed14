package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** A monotonic clock starts anywhere; here shortly before its sign changes. */
  private long now = Long.MAX_VALUE - 5 * SECOND;

  private final FailedLogins logins =
      new FailedLogins(
          new FailedLogins.Limits(3, 6, 60 * SECOND, 30 * SECOND, 10 * SECOND, SECOND, 4 * SECOND),
          () -> new byte[32]);

  private FailedLogins.Attempt attempt(String address, String user) {
    return logins.attempt(address, user, "client");
  }

  private long waitSeconds(String address, String user) {
    return logins.waitFor(attempt(address, user), now) / SECOND;
  }

  private void fail(String address, String user, int times) {
    for (int i = 0; i < times; i++) {
      logins.failed(attempt(address, user), now);
    }
  }

  @Test
  void holdsTheAnswerBackLongerEachTime() {
    long[] delays = new long[5];
    for (int i = 0; i < delays.length; i++) {
      delays[i] = logins.failed(attempt("h", "user" + i), now) / SECOND;
    }
    assertEquals("[1, 2, 4, 4, 4]", Arrays.toString(delays));
    assertEquals(SECOND, logins.failed(attempt("other", "user"), now));
  }

  @Test
  void afterTooManyForAUserOnePasswordAnIntervalIsLookedAt() {
    fail("h", "anna", 2);
    assertEquals(0, waitSeconds("h", "anna"));
    fail("h", "anna", 1);
    assertEquals(30, waitSeconds("h", "anna"));
    assertEquals(0, waitSeconds("h", "bert"));
    assertEquals(0, waitSeconds("other", "anna"));

    now += 30 * SECOND;

    assertEquals(0, waitSeconds("h", "anna"));
    assertEquals(30, waitSeconds("h", "anna"), "one only");
  }

  @Test
  void theOneThatMayBeLookedAtIsAskedTwice() {
    fail("h", "anna", 3);
    now += 30 * SECOND;
    FailedLogins.Attempt one = attempt("h", "anna");
    assertEquals(0, logins.waitFor(one, now));
    assertEquals(0, logins.waitFor(one, now));
  }

  @Test
  void afterTooManyOfAnAddressItIsSlowedDownForAllUsers() {
    for (int i = 0; i < 6; i++) {
      assertEquals(0, waitSeconds("h", "anna"));
      fail("h", "user" + i, 1);
    }
    assertEquals(10, waitSeconds("h", "anna"));
    assertEquals(0, waitSeconds("other", "user1"));
    now += 10 * SECOND;
    assertEquals(0, waitSeconds("h", "anna"));
    assertEquals(10, waitSeconds("h", "bert"));
  }

  @Test
  void whoHasLoggedInBeforeCountsByItself() {
    logins.succeeded(attempt("h", "anna"));
    fail("h", "bert", 100);
    for (int i = 0; i < 100; i++) {
      logins.failed(logins.attempt("h", "anna", "guesser"), now);
    }

    assertEquals(0, waitSeconds("h", "anna"));
    assertEquals(30, logins.waitFor(logins.attempt("h", "anna", "another"), now) / SECOND);
    fail("h", "anna", 3);
    assertEquals(30, waitSeconds("h", "anna"), "its own");
    now += 30 * SECOND;
    assertEquals(0, waitSeconds("h", "anna"));
    logins.succeeded(attempt("h", "anna"));
    assertEquals(0, waitSeconds("h", "anna"));
  }

  @Test
  void knownClientsOfAnAddressHaveAsManyGuessesInAllAsIt() {
    for (int i = 0; i < 20; i++) {
      logins.succeeded(logins.attempt("h", "anna", "client" + i));
    }
    int guesses = 0;
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 19; i++) {
        FailedLogins.Attempt guess = logins.attempt("h", "anna", "client" + i);
        if (logins.waitFor(guess, now) == 0) {
          logins.failed(guess, now);
          guesses++;
        }
      }
    }
    assertEquals(19, guesses, "one each");
    assertEquals(60, logins.waitFor(logins.attempt("h", "anna", "client18"), now) / SECOND);
    assertEquals(
        0, logins.waitFor(logins.attempt("h", "anna", "client19"), now), "none of its own");
    assertEquals(0, waitSeconds("h", "bert"), "no client that has logged in");
  }

  @Test
  void aRightPasswordForgivesNobodyElse() {
    fail("h", "anna", 5);
    logins.succeeded(logins.attempt("h", "anna", "phone"));
    assertEquals(30, waitSeconds("h", "anna"));
  }

  @Test
  void afterAWhileAllIsForgotten() {
    for (int i = 0; i < 20; i++) {
      fail("h", "anna", 2);
      now += 61 * SECOND;
    }
    assertEquals(0, waitSeconds("h", "anna"));
  }

  @Test
  void addressesOfWhichSomebodyHasLoggedInAreKnown() {
    assertFalse(logins.isKnown("h"));
    logins.succeeded(attempt("h", "anna"));
    assertTrue(logins.isKnown("h"));
    assertFalse(logins.isKnown("other"));
  }

  @Test
  void strangersDoNotFillMemory() {
    for (int i = 0; i < 100_000; i++) {
      logins.failed(attempt("host" + i, "user" + i), now);
    }
    fail("h", "anna", 3);
    assertEquals(30, waitSeconds("h", "anna"));
  }

  @Test
  void oneUserKeepsNoMoreThanTheLastOfVeryManyClients() {
    for (int i = 0; i < 1000; i++) {
      logins.succeeded(logins.attempt("h", "anna", "client" + i));
    }
    assertTrue(logins.isKnown(logins.attempt("h", "anna", "client999")));
    assertTrue(logins.isKnown(logins.attempt("h", "anna", "client744")));
    assertFalse(logins.isKnown(logins.attempt("h", "anna", "client743")));
  }
}
