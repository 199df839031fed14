package hearth.drivers.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.input.PressRecognizer.Press;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PressRecognizerTest {
  private static final Optional<Press> NOTHING = Optional.empty();

  private final PressRecognizer button = new PressRecognizer(300, 800);

  @Test
  void aSinglePressIsOneThatNoneFollows() {
    assertEquals(NOTHING, button.changed(true, 0));
    assertEquals(NOTHING, button.changed(false, 100));
    assertEquals(OptionalLong.of(400), button.nextTick());
    assertEquals(NOTHING, button.tick(399));
    assertEquals(Optional.of(Press.SINGLE), button.tick(400));
    assertEquals(OptionalLong.empty(), button.nextTick());
  }

  @Test
  void aDoublePressIsToldWithTheSecond() {
    button.changed(true, 0);
    button.changed(false, 100);

    assertEquals(Optional.of(Press.DOUBLE), button.changed(true, 300));
    assertEquals(OptionalLong.empty(), button.nextTick());
    assertEquals(NOTHING, button.changed(false, 5000));
    assertEquals(NOTHING, button.tick(9000));
  }

  @Test
  void aLongPressIsToldWhileItLasts() {
    button.changed(true, 0);

    assertEquals(OptionalLong.of(800), button.nextTick());
    assertEquals(Optional.of(Press.LONG), button.tick(800));
    assertEquals(NOTHING, button.changed(false, 2000));
    assertEquals(NOTHING, button.tick(9000));
  }

  @Test
  void whoWaitsForNoDoubleTellsTheSingleWithTheRelease() {
    PressRecognizer simple = new PressRecognizer(0, 0);

    assertEquals(NOTHING, simple.changed(true, 0));
    assertEquals(OptionalLong.empty(), simple.nextTick());
    assertEquals(Optional.of(Press.SINGLE), simple.changed(false, 5000));
  }

  @Test
  void aReleaseThatNoPressCameBeforeIsNothing() {
    assertEquals(NOTHING, button.changed(false, 0));
  }
}
