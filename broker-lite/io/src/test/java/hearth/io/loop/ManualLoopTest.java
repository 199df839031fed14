package hearth.io.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualLoopTest {
  private final ManualClock clock = new ManualClock();
  private final ManualLoop loop = new ManualLoop(clock);
  private final List<String> ran = new ArrayList<>();

  @Test
  void timersRunAtTheirTimeAndInOrder() {
    loop.schedule(3_000, () -> ran.add("c" + clock.nanoTime()));
    loop.schedule(1_000, () -> ran.add("a" + clock.nanoTime()));
    loop.schedule(1_000, () -> loop.schedule(1_000, () -> ran.add("b" + clock.nanoTime())));

    loop.advance(Duration.ofNanos(999));
    assertEquals(List.of(), ran);
    loop.advance(Duration.ofNanos(4_001));

    assertEquals(List.of("a1000", "b2000", "c3000"), ran);
    assertEquals(5_000, clock.nanoTime());
  }

  @Test
  void aTurnHasItsOrder() {
    loop.flushAtEndOfTurn(() -> ran.add("flush"));
    loop.atEndOfTurn(() -> ran.add("end"));
    loop.execute(() -> ran.add("task"));
    loop.schedule(0, () -> ran.add("timer"));

    loop.runReady();

    assertEquals(List.of("timer", "task", "end", "flush"), ran);
    assertTrue(loop.isIdle());
  }

  /** As on a slow machine. */
  @Test
  void aShareEndsByTimeToo() {
    loop.charge(1024);
    assertTrue(loop.budgetLeft() > 0);
    clock.advance(Duration.ofMillis(3));
    loop.charge(1024);
    assertTrue(loop.budgetLeft() > 0);
    clock.advance(Duration.ofMillis(3));
    loop.charge(1024);
    assertEquals(0, loop.budgetLeft());

    loop.execute(() -> {});
    loop.runReady();

    assertTrue(loop.budgetLeft() > 3 * 1024);
  }

  @Test
  void theLineHasAQuarterOfTheTime() {
    for (int i = 0; i < 10; i++) {
      String name = "heavy" + i;
      loop.yieldTurn(
          () -> {
            ran.add(name);
            clock.advance(Duration.ofMillis(2));
            loop.charge(1024);
          });
    }
    loop.execute(() -> loop.charge(loop.budgetLeft()));
    loop.execute(() -> loop.execute(() -> ran.add("light")));

    loop.runReady();

    assertEquals(List.of("heavy0", "light"), ran.subList(0, 2));
  }

  @Test
  void thoseWhoGiveWayAreServedAShareATurnAfterAllOthers() {
    for (int i = 0; i < 4; i++) {
      String name = "heavy" + i;
      loop.yieldTurn(
          () -> {
            ran.add(name);
            loop.charge(10_000);
            loop.yieldTurn(() -> ran.add(name + " again"));
          });
    }
    loop.execute(() -> loop.execute(() -> loop.execute(() -> ran.add("light"))));

    loop.runReady();

    assertEquals(
        List.of(
            "heavy0",
            "heavy1",
            "heavy2",
            "heavy3",
            "light",
            "heavy0 again",
            "heavy1 again",
            "heavy2 again",
            "heavy3 again"),
        ran);
  }

  @Test
  void eachTurnHasAShare() {
    int share = loop.budgetLeft();
    loop.charge(share + 5);
    assertEquals(-5, loop.budgetLeft());
    loop.execute(() -> loop.charge(7));
    loop.runReady();

    assertEquals(share, loop.budgetLeft());
  }

  @Test
  void whatATaskStartsWaitsForTheNextTurn() {
    loop.execute(
        () -> {
          loop.execute(() -> ran.add("second turn"));
          loop.atEndOfTurn(() -> loop.atEndOfTurn(() -> ran.add("end of first turn")));
          loop.schedule(-5, () -> ran.add("timer of second turn"));
        });

    loop.runReady();

    assertEquals(List.of("end of first turn", "timer of second turn", "second turn"), ran);
  }

  @Test
  void aFailureIsThrownAtTheOwnerAndTheOthersRun() {
    RuntimeException failure = new IllegalStateException("broken");
    loop.execute(
        () -> {
          throw failure;
        });
    loop.execute(() -> ran.add("other"));

    AssertionError thrown = assertThrows(AssertionError.class, loop::runReady);

    assertSame(failure, thrown.getCause());
    assertEquals(List.of("other"), ran);
  }

  @Test
  void aListenerHearsOfFailuresInstead() {
    List<Throwable> failures = new ArrayList<>();
    ManualLoop listened = new ManualLoop(clock, failures::add);
    RuntimeException failure = new IllegalStateException("broken");
    Runnable broken =
        () -> {
          throw failure;
        };
    listened.execute(broken);
    listened.atEndOfTurn(broken);
    listened.schedule(0, broken);
    listened.flushAtEndOfTurn(broken::run);

    listened.runReady();

    assertEquals(List.of(failure, failure, failure, failure), failures);
  }

  @Test
  void tasksThatPostThemselvesForeverAreFound() {
    Runnable[] again = new Runnable[1];
    again[0] = () -> loop.execute(again[0]);
    loop.execute(again[0]);

    assertThrows(IllegalStateException.class, loop::runReady);
  }

  @Test
  void manyQueuedBytesFlushBeforeTheTurnEnds() {
    loop.execute(
        () -> {
          loop.flushAtEndOfTurn(() -> ran.add("flush"));
          for (int i = 0; i < 16; i++) {
            assertFalse(ran.contains("flush"));
            loop.queued(65_536);
          }
          ran.add("task ends");
        });

    loop.runReady();

    assertEquals(List.of("flush", "task ends"), ran);
  }
}
