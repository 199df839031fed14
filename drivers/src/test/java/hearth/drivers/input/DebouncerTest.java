package hearth.drivers.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.input.Debouncer.Mode;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DebouncerTest {
  private static final Optional<Boolean> NOTHING = Optional.empty();

  @Test
  void aPressIsBelievedAtOnceAndItsBouncingIsNot() {
    Debouncer button = new Debouncer(Mode.AT_ONCE, 10, false);

    assertEquals(Optional.of(true), button.changed(true, 100));
    assertEquals(NOTHING, button.changed(false, 102));
    assertEquals(NOTHING, button.changed(true, 104));
    assertEquals(OptionalLong.of(114), button.nextTick());
    assertEquals(NOTHING, button.tick(113));
    assertEquals(NOTHING, button.tick(114));
    assertEquals(OptionalLong.empty(), button.nextTick());
    assertTrue(button.isActive());
  }

  @Test
  void aReleaseThatHidInTheBouncingIsTold() {
    Debouncer button = new Debouncer(Mode.AT_ONCE, 10, false);
    button.changed(true, 100);
    button.changed(false, 105);

    assertEquals(Optional.of(false), button.tick(115));
  }

  @Test
  void aSpikeIsNothingToAStableContact() {
    Debouncer door = new Debouncer(Mode.WHEN_STABLE, 10, false);

    assertEquals(NOTHING, door.changed(true, 100));
    assertEquals(NOTHING, door.changed(false, 101));
    assertEquals(NOTHING, door.tick(111));
  }

  @Test
  void aStableContactIsBelievedWhenItHasLasted() {
    Debouncer door = new Debouncer(Mode.WHEN_STABLE, 10, false);
    door.changed(true, 100);
    door.changed(false, 101);
    door.changed(true, 105);

    assertEquals(NOTHING, door.tick(114));
    assertEquals(Optional.of(true), door.tick(115));
  }

  @Test
  void withoutATimeEveryChangeIsTold() {
    for (Mode mode : Mode.values()) {
      Debouncer raw = new Debouncer(mode, 0, false);

      assertEquals(Optional.of(true), raw.changed(true, 1));
      assertEquals(NOTHING, raw.changed(true, 1));
      assertEquals(Optional.of(false), raw.changed(false, 2));
      assertEquals(OptionalLong.empty(), raw.nextTick());
    }
  }
}
