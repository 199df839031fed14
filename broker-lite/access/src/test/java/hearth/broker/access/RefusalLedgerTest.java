package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalLedgerTest {
  private final RefusalLedger ledger = new RefusalLedger(3);

  private static Refusal refusal(String host, String what) {
    return new Refusal(Instant.EPOCH, "client 'lamp'", host, what, "the password is wrong");
  }

  @Test
  void keepsTheLast() {
    for (int i = 1; i <= 5; i++) {
      ledger.add(refusal("h", "try " + i));
    }
    assertEquals(
        List.of("try 3", "try 4", "try 5"), ledger.last().stream().map(Refusal::what).toList());
    assertEquals(5, ledger.total());
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

  @Test
  void aLongPartHidesNoOther() {
    String who = Refusal.who("c".repeat(60_000), "\u202e".repeat(60_000));
    Refusal refusal = new Refusal(Instant.EPOCH, who, "192.168.1.7", "connect", "no");
    assertEquals(
        "refused client '%s…' of user '%s…' from 192.168.1.7 to connect: no"
            .formatted("c".repeat(200), "\\u{202e}".repeat(200)),
        refusal.toString());
  }
}
