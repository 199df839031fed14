package hearth.io.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelectorLoopTest {
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private SelectorLoop loop;
  private Thread thread;

  @BeforeEach
  void start() throws IOException {
    loop = new SelectorLoop(new SystemClock(), failures::add);
    thread = new Thread(loop::run, "loop");
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
    thread.join();
  }

  @Test
  void tasksFromManyThreadsRunOnceEachAndInTheOrderOfTheirThread() throws Exception {
    thread.start();
    int posters = 4;
    int each = 20_000;
    int[] last = new int[posters];
    CountDownLatch done = new CountDownLatch(posters * each);
    for (int p = 0; p < posters; p++) {
      int poster = p;
      Runnable posting =
          () -> {
            for (int i = 1; i <= each; i++) {
              int number = i;
              loop.execute(
                  () -> {
                    assertTrue(loop.isLoopThread());
                    assertEquals(number - 1, last[poster]);
                    last[poster] = number;
                    done.countDown();
                  });
            }
          };
      new Thread(posting, "poster").start();
    }

    done.await();
    assertTrue(failures.isEmpty(), failures::toString);
    assertFalse(loop.isLoopThread());
  }

  @Test
  void aTimerRunsNotBeforeItsTime() throws Exception {
    BlockingQueue<Long> ranAt = new LinkedBlockingQueue<>();
    long start = System.nanoTime();
    loop.schedule(3_000_000, () -> ranAt.add(System.nanoTime()));
    Timer cancelled = loop.schedule(1_000_000, () -> ranAt.add(0L));
    cancelled.cancel();
    thread.start();

    assertTrue(ranAt.take() - start >= 3_000_000);
    assertTrue(ranAt.isEmpty());
  }

  /** As where the whole machine stands still for a minute within a turn. */
  @Test
  void whatCameBeforeADeadlineIsReadBeforeIt() throws Exception {
    ManualClock clock = new ManualClock();
    loop = new SelectorLoop(clock, failures::add);
    thread = new Thread(loop::run, "loop");
    Pipe first = pipe();
    Pipe second = pipe();
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    loop.schedule(Duration.ofSeconds(10).toNanos(), () -> events.add("deadline"));
    loop.register(
        first.source(),
        SelectionKey.OP_READ,
        ready -> {
          read(first);
          write(second);
          clock.advance(Duration.ofSeconds(60));
        });
    loop.register(
        second.source(),
        SelectionKey.OP_READ,
        ready -> {
          read(second);
          events.add("read");
        });
    thread.start();

    write(first);

    assertEquals("read", events.take());
    assertEquals("deadline", events.take());
  }

  private static Pipe pipe() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    return pipe;
  }

  private static void write(Pipe pipe) {
    try {
      pipe.sink().write(ByteBuffer.allocate(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Pipe pipe) {
    try {
      pipe.source().read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void failuresAreReportedAndTheLoopGoesOn() throws Exception {
    thread.start();
    Error failure = new StackOverflowError("deep");
    loop.execute(
        () -> {
          throw failure;
        });
    CountDownLatch later = new CountDownLatch(1);
    loop.execute(later::countDown);

    later.await();
    assertSame(failure, failures.take());
  }

  @Test
  void aFailingSelectableIsReportedAndTheLoopGoesOn() throws Exception {
    Pipe pipe = pipe();
    RuntimeException failure = new IllegalStateException("broken");
    SelectionKey[] key = new SelectionKey[1];
    key[0] =
        loop.register(
            pipe.source(),
            SelectionKey.OP_READ,
            operations -> {
              key[0].cancel();
              throw failure;
            });
    thread.start();
    pipe.sink().write(ByteBuffer.allocate(1));

    assertSame(failure, failures.take());
    CountDownLatch later = new CountDownLatch(1);
    loop.execute(later::countDown);
    later.await();
    pipe.sink().close();
    pipe.source().close();
  }

  @Test
  void anInterruptedThreadNeitherStopsNorSpins() throws Exception {
    thread.start();
    CountDownLatch before = new CountDownLatch(1);
    loop.execute(before::countDown);
    before.await();
    thread.interrupt();
    BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    loop.execute(() -> loop.execute(() -> interrupted.add(Thread.currentThread().isInterrupted())));

    assertEquals(false, interrupted.take());
  }

  @Test
  void anIdleLoopTakesNoTurns() throws Exception {
    thread.start();
    AtomicInteger turns = new AtomicInteger();
    CountDownLatch waited = new CountDownLatch(1);
    loop.execute(
        () -> {
          loop.atEndOfTurn(turns::incrementAndGet);
          loop.schedule(TimeUnit.MILLISECONDS.toNanos(20), waited::countDown);
        });

    waited.await();
    assertEquals(1, turns.get());
    long processorNanos =
        java.lang.management.ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    assertTrue(processorNanos < 1_000_000_000L, "the loop used " + processorNanos + " ns");
  }

  @Test
  void stoppingClosesWhatIsRegistered() throws Exception {
    Pipe pipe = pipe();
    loop.register(pipe.source(), SelectionKey.OP_READ, operations -> {});
    thread.start();

    loop.stop();
    thread.join();

    assertFalse(pipe.source().isOpen());
    pipe.sink().close();
  }
}
