package hearth.drivers.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.SimulatedChip;
import hearth.drivers.pin.SimulatedChip.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is commanded and whatever the chip refuses: what the pins did kept every limit. */
class InterlockInvariantsTest {
  private static final Limits LIMITS = new Limits(2, 3, 40, 7, 5);
  private static final int WAIT = 5;
  private static final int[] LINES = {17, 27, 22};

  private long now = 1;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void limitsHoldAtThePins(long seed) throws PinException {
    Random random = new Random(seed);
    SimulatedChip chip = SimulatedChip.likeRaspberryPi(() -> now);
    Interlock group = new Interlock(WAIT);
    List<TimedOutput> outputs = new ArrayList<>();
    for (int line : LINES) {
      TimedOutput.Opener opener =
          on -> moody(Switch.open(chip, line, "motor", ActiveLevel.HIGH, on), random);
      outputs.add(
          TimedOutput.open(opener, LIMITS, group, (on, cause) -> {}, random.nextBoolean(), now));
    }
    for (int step = 0; step < 3_000; step++) {
      now += random.nextInt(4);
      outputs.forEach(this::tick);
      if (random.nextInt(6) == 0) {
        command(outputs.get(random.nextInt(LINES.length)), random.nextInt(3) > 0);
      }
    }
    assertTrue(chip.transitions().size() > 100);
    assertKept(chip.transitions());
  }

  /** A chip that refuses now and then, but never to go off. */
  private static Actuator moody(Switch below, Random random) {
    return new Actuator() {
      @Override
      public void set(boolean on) throws PinException {
        if (on && random.nextInt(10) == 0) {
          throw new PinException(PinException.Reason.IO, "refused");
        }
        below.set(on);
      }

      @Override
      public boolean isOn() throws PinException {
        return below.isOn();
      }

      @Override
      public void close() {
        below.close();
      }
    };
  }

  private void command(TimedOutput output, boolean on) {
    try {
      output.command(on, now);
    } catch (PinException e) {
      assertEquals("refused", e.getMessage());
    }
  }

  private void tick(TimedOutput output) {
    OptionalLong due = output.nextTick();
    try {
      output.tick(now);
    } catch (PinException e) {
      assertTrue(due.isPresent());
    }
  }

  private static void assertKept(List<Transition> transitions) {
    Map<Integer, Long> onSince = new HashMap<>();
    Map<Integer, Long> offSince = new HashMap<>();
    for (Transition transition : transitions) {
      int line = transition.line();
      long time = transition.nanoTime();
      if (ActiveLevel.HIGH.isOn(transition.level())) {
        assertTrue(onSince.isEmpty(), () -> "two are on: " + transition);
        offSince.forEach(
            (other, since) ->
                assertTrue(
                    time - since >= (other == line ? LIMITS.minOff() : WAIT),
                    () -> "too early on: " + transition));
        onSince.put(line, time);
      } else {
        // The loop of this test comes by every 3 at the latest.
        assertTrue(
            time - onSince.remove(line) <= LIMITS.maxOn() + 3, () -> "too long on: " + transition);
        offSince.put(line, time);
      }
    }
  }
}
