package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PendingLoginsTest {
  private final PendingLogins pending = new PendingLogins(2, 3);

  @Test
  void oneHostDoesNotFillTheQueue() {
    assertTrue(pending.begin("a"));
    assertTrue(pending.begin("a"));
    assertFalse(pending.begin("a"));
    assertTrue(pending.begin("b"));
    pending.end("a");
    assertTrue(pending.begin("a"));
  }

  @Test
  void manyHostsDoNotEither() {
    assertTrue(pending.begin("a"));
    assertTrue(pending.begin("b"));
    assertTrue(pending.begin("c"));
    assertFalse(pending.begin("d"));
    pending.end("b");
    assertTrue(pending.begin("d"));
    assertFalse(pending.begin("b"));
  }
}
