package hearth.broker.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DueInTurnsTest {
  private static final int WORK = 64;
  private static final int MANY = 5_000;

  private final List<Throwable> failures = new ArrayList<>();
  private final ManualLoop loop = new ManualLoop(new ManualClock(), failures::add);
  private final List<Integer> done = new ArrayList<>();
  private int seen;
  private int mostOfTurn;

  private final DueInTurns<Integer> due =
      new DueInTurns<>(
          loop,
          WORK,
          number -> {
            done.add(number);
            if (number == 1) {
              throw new IllegalStateException("only this one");
            }
          });

  private void look() {
    mostOfTurn = Math.max(mostOfTurn, done.size() - seen);
    seen = done.size();
    if (seen < MANY) {
      loop.execute(this::look);
    }
  }

  @Test
  void thousandsOfOneMomentAreDoneAPortionInATurn() {
    for (int i = 0; i < MANY; i++) {
      int number = i;
      loop.schedule(Duration.ofSeconds(1).toNanos(), () -> due.add(number));
    }
    loop.schedule(Duration.ofSeconds(1).toNanos(), this::look);
    loop.advance(Duration.ofSeconds(1));

    assertEquals(MANY, done.size());
    assertTrue(mostOfTurn < MANY / 10, () -> mostOfTurn + " in a turn");
  }

  @Test
  void oneThatFailsHoldsNoOtherUp() {
    due.add(1);
    due.add(2);
    loop.runReady();

    assertEquals(List.of(1, 2), done);
    assertEquals(1, failures.size());
  }

  @Test
  void whatIsTakenBackIsNotDone() {
    due.add(2);
    due.add(3);
    due.remove(2);
    loop.runReady();

    assertEquals(List.of(3), done);
  }
}
