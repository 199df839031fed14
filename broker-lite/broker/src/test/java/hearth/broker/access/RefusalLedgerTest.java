package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalLedgerTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now = -3 * SECOND;
  private final RefusalLedger ledger = new RefusalLedger(3, now);

  private static Refusal refusal(String host, String what) {
    return new Refusal(Instant.EPOCH, "client 'lamp'", host, what, "the password is wrong");
  }

  private int logged(String host, int times) {
    int logged = 0;
    for (int i = 0; i < times; i++) {
      logged += ledger.add(refusal(host, "connect"), now) ? 1 : 0;
    }
    return logged;
  }

  @Test
  void keepsTheLast() {
    for (int i = 1; i <= 5; i++) {
      ledger.add(refusal("h", "try " + i), now);
    }
    assertEquals(
        List.of("try 3", "try 4", "try 5"), ledger.last().stream().map(Refusal::what).toList());
    assertEquals(5, ledger.total());
  }

  @Test
  void logsAFewOfOneHostThenOneAMinute() {
    assertEquals(10, logged("h", 1000));
    assertEquals(10, logged("other", 1000));
    now += 59 * SECOND;
    assertEquals(0, logged("h", 1000));
    now += SECOND;
    assertEquals(1, logged("h", 1000));
    now += 3600 * SECOND;
    assertEquals(10, logged("h", 1000));
  }

  @Test
  void manyHostsTogetherDoNotFillTheCardEither() {
    int logged = 0;
    for (int second = 0; second < 3600; second++) {
      for (int host = 0; host < 50; host++) {
        logged += logged("host" + second + "." + host, 1);
      }
      now += SECOND;
    }
    assertEquals(100 + 359, logged);
  }

  @Test
  void tellsHowManyItDidNotLog() {
    assertNull(ledger.summary(now));
    logged("a", 15);
    logged("b", 12);
    assertTrue(ledger.needsSummary());
    now += 59 * SECOND;
    assertNull(ledger.summary(now));
    now += SECOND;
    assertEquals(
        "7 more refusals were not logged one by one, most of them of a (5), b (2);"
            + " 'hearth refusals' shows the last ones",
        ledger.summary(now));
    assertFalse(ledger.needsSummary());
    assertNull(ledger.summary(now + 100 * SECOND));
  }

  @Test
  void speaksInPlainWords() {
    Refusal refusal =
        new Refusal(
            Instant.EPOCH,
            Refusal.who("lamp", "anna"),
            "192.168.1.7",
            "publish to home/safe",
            "/etc/hearth/acl:4: topic deny home/safe");
    assertEquals(
        "refused client 'lamp' of user 'anna' from 192.168.1.7 to publish to home/safe:"
            + " /etc/hearth/acl:4: topic deny home/safe",
        refusal.toString());
    assertEquals("a client without identifier", Refusal.who("", null));
  }

  @Test
  void strangersWriteNoLinesOfTheirOwn() {
    Refusal refusal =
        new Refusal(
            Instant.EPOCH,
            Refusal.who("a\nroot logged in", "\u001b[2J\u202E\u2028\uD800"),
            "h\r",
            "publish to " + "x".repeat(60_000),
            "no");
    assertEquals(
        "client 'a\\u{a}root logged in' of user '\\u{1b}[2J\\u{202e}\\u{2028}\\u{d800}'",
        refusal.who());
    assertEquals("h\\u{d}", refusal.host());
    assertEquals(201, refusal.what().length());
    assertTrue(refusal.what().endsWith("x…"));
  }
}
