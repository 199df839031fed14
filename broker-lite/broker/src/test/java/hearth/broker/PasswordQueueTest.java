package hearth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordQueueTest {
  private final PasswordQueue queue = new PasswordQueue(2, 8);
  private final List<String> looked = new ArrayList<>();

  private boolean stranger(String name) {
    return queue.add(name, false, () -> looked.add(name));
  }

  private boolean known(String address, String name) {
    return queue.add(address, true, () -> looked.add(name));
  }

  @Test
  void oneIsLookedAtAfterTheOther() {
    stranger("a");
    stranger("b");
    assertEquals(List.of("a"), looked);
    queue.done();
    assertEquals(List.of("a", "b"), looked);
    queue.done();
    stranger("c");
    assertEquals(List.of("a", "b", "c"), looked);
  }

  @Test
  void aKnownAddressWaitsForOneStrangerAtMost() {
    for (int i = 0; i < 6; i++) {
      assertTrue(stranger("stranger" + i));
    }
    assertFalse(stranger("one more"));
    assertTrue(known("home", "ben"));
    queue.done();
    assertEquals(List.of("stranger0", "ben"), looked);
  }

  @Test
  void theLinesTakeTurns() {
    stranger("s1");
    stranger("s2");
    stranger("s3");
    known("home", "k1");
    known("home", "k2");
    for (int i = 0; i < 5; i++) {
      queue.done();
    }
    assertEquals(List.of("s1", "k1", "s2", "k2", "s3"), looked);
  }

  @Test
  void eachPlaceHasItsShareAndGetsItBack() {
    assertTrue(known("home", "1"));
    assertTrue(known("home", "2"));
    assertFalse(known("home", "3"));
    queue.done();
    assertTrue(known("home", "4"));
    queue.done();
    queue.done();
    assertEquals(List.of("1", "2", "4"), looked);
  }

  @Test
  void oneThatIsDecidedAtOnceLetsTheNextCome() {
    stranger("slow");
    queue.add(
        "quick",
        false,
        () -> {
          looked.add("quick");
          queue.done();
        });
    stranger("last");
    queue.done();
    assertEquals(List.of("slow", "quick", "last"), looked);
  }
}
