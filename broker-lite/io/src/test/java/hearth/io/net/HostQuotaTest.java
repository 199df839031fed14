package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HostQuotaTest {
  private final HostQuota quota = new HostQuota(2, 3);

  @Test
  void oneHostDoesNotTakeAll() {
    assertTrue(quota.begin("a"));
    assertTrue(quota.begin("a"));
    assertFalse(quota.begin("a"));
    assertTrue(quota.begin("b"));
    quota.end("a");
    assertTrue(quota.begin("a"));
  }

  @Test
  void manyHostsDoNotEither() {
    assertTrue(quota.begin("a"));
    assertTrue(quota.begin("b"));
    assertTrue(quota.begin("c"));
    assertFalse(quota.begin("d"));
    quota.end("b");
    assertTrue(quota.begin("d"));
    assertFalse(quota.begin("b"));
  }
}
