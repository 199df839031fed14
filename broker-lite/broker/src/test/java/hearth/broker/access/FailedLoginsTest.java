package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** A monotonic clock starts anywhere; here shortly before its sign changes. */
  private long now = Long.MAX_VALUE - 5 * SECOND;

  private final FailedLogins logins =
      new FailedLogins(new FailedLogins.Limits(3, 6, 60 * SECOND, 30 * SECOND, SECOND, 4 * SECOND));

  private long bannedSeconds(String host, String user) {
    return logins.bannedFor(host, user, now) / SECOND;
  }

  private void fail(String host, String user, int times) {
    for (int i = 0; i < times; i++) {
      logins.failed(host, user, now);
      now += SECOND;
    }
  }

  @Test
  void holdsTheAnswerBackLongerEachTime() {
    long[] delays = new long[5];
    for (int i = 0; i < delays.length; i++) {
      delays[i] = logins.failed("h", "user" + i, now) / SECOND;
    }
    assertEquals("[1, 2, 4, 4, 4]", Arrays.toString(delays));
    assertEquals(SECOND, logins.failed("other", "user", now));
  }

  @Test
  void bansAHostFromTheUserItGuessed() {
    fail("h", "anna", 2);
    assertEquals(0, bannedSeconds("h", "anna"));
    fail("h", "anna", 1);
    assertEquals(29, bannedSeconds("h", "anna"));
    assertEquals(0, bannedSeconds("h", "bert"));
    assertEquals(0, bannedSeconds("other", "anna"));
    now += 29 * SECOND;
    assertEquals(0, bannedSeconds("h", "anna"));
  }

  @Test
  void bansAHostThatGuessesManyUsers() {
    for (int i = 0; i < 6; i++) {
      assertEquals(0, bannedSeconds("h", "anna"));
      fail("h", "user" + i, 1);
    }
    assertEquals(29, bannedSeconds("h", "anna"));
    assertEquals(29, bannedSeconds("h", null));
    assertEquals(0, bannedSeconds("other", "user1"));
  }

  @Test
  void aDeviceThatNeverStopsDoesNotLockOutItsNeighbours() {
    FailedLogins standard = new FailedLogins(FailedLogins.Limits.standard());
    for (int second = 0; second < 7200; second++) {
      now += SECOND;
      if (standard.bannedFor("h", "lamp", now) == 0) {
        standard.failed("h", "lamp", now);
      }
      assertEquals(0, standard.bannedFor("h", "anna", now));
    }
  }

  @Test
  void failuresFarApartAreNotCountedTogether() {
    for (int i = 0; i < 20; i++) {
      fail("h", "anna", 2);
      now += 61 * SECOND;
    }
    assertEquals(0, bannedSeconds("h", "anna"));
  }

  @Test
  void aRightPasswordForgivesItsUserButNotTheHost() {
    fail("h", "anna", 2);
    logins.succeeded("h", "anna");
    fail("h", "anna", 2);
    assertEquals(0, bannedSeconds("h", "anna"));
    logins.succeeded("h", "anna");
    fail("h", "bert", 2);
    assertEquals(29, bannedSeconds("h", "anna"));
  }

  @Test
  void strangersDoNotFillMemory() {
    for (int i = 0; i < 100_000; i++) {
      logins.failed("host" + i, "user" + i, now);
    }
    fail("h", "anna", 3);
    assertEquals(29, bannedSeconds("h", "anna"));
  }
}
