package hearth.runtime.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.io.loop.ManualLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final ManualLoop loop = new ManualLoop();
  private final StuckThread pins = new StuckThread();
  private final StuckThread sensors = new StuckThread();
  private int signs;

  /** Runs its tasks when the test says so. */
  private static final class StuckThread implements Executor {
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      waiting.add(task);
    }

    void turn() {
      for (Runnable task; (task = waiting.poll()) != null; ) {
        task.run();
      }
    }
  }

  private void start(Executor... threads) {
    new Watchdog(loop, List.of(threads), Duration.ofSeconds(60), () -> signs++).start();
    loop.runReady();
  }

  @Test
  void tellsThreeTimesWithinTheTimeThatIsGranted() {
    start();
    loop.advance(Duration.ofMinutes(10));
    assertEquals(1 + 30, signs);
  }

  @Test
  void tellsNothingWhileAThreadIsStuck() {
    start(pins, sensors);
    pins.turn();
    loop.advance(Duration.ofMinutes(10));
    assertEquals(0, signs, "the sensors' thread has not turned");
    sensors.turn();
    assertEquals(1, signs);
    loop.advance(Duration.ofMinutes(10));
    sensors.turn();
    assertEquals(1, signs, "the pins' thread has not turned");
  }

  @Test
  void goesOnAfterAThreadWasSlow() {
    start(pins);
    loop.advance(Duration.ofMinutes(1));
    for (int round = 1; round <= 5; round++) {
      pins.turn();
      assertEquals(round, signs);
      loop.advance(Duration.ofSeconds(20));
    }
  }

  @Test
  void tellsNothingWhileTheLoopIsStuck() {
    start(pins);
    pins.turn();
    assertEquals(1, signs);
    pins.turn();
    assertEquals(1, signs, "only a turn of the loop begins the next round");
  }
}
