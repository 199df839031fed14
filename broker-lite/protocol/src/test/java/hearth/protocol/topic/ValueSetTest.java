package hearth.protocol.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValueSetTest {
  /** One of sixteen hashes, so that many meet in one slot of the index. */
  private record Value(int number) {
    @Override
    public int hashCode() {
      return number % 16 * 0x9E37_79B9;
    }
  }

  /** Up to hundreds and down to none, again and again: with its index and without. */
  @Test
  void holdsWhatWasAddedAndNotTakenAway() {
    Random random = new Random(1);
    Object held = null;
    Set<Value> expected = new HashSet<>();
    for (int step = 0; step < 40_000; step++) {
      boolean isGrowing = step / 2000 % 2 == 0;
      Value value = new Value(random.nextInt(isGrowing ? 600 : 200));
      if (random.nextInt(100) < (isGrowing ? 70 : 20)) {
        Object with = ValueSet.with(held, value);
        assertEquals(expected.add(value), with != null);
        held = with == null ? held : with;
      } else {
        assertEquals(expected.contains(value), ValueSet.holds(held, value));
        if (expected.remove(value)) {
          held = ValueSet.without(held, value);
        }
      }
      if (step % 50 == 0) {
        assertHolds(expected, held);
      }
    }
    for (Value value : List.copyOf(expected)) {
      held = ValueSet.without(held, value);
    }
    assertNull(held);
  }

  private static void assertHolds(Set<Value> expected, Object held) {
    List<Value> found = new ArrayList<>();
    ValueSet.<Value>forEach(held, found::add);
    assertEquals(expected.size(), found.size());
    assertEquals(expected, new HashSet<>(found));
  }
}
