package hearth.io.net;

import hearth.io.loop.EventLoop;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.io.loop.SelectorLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A loop as a test drives it from its own thread, the time included. */
abstract class TestLoop implements AutoCloseable {
  final ManualClock clock = new ManualClock();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();

  abstract EventLoop loop();

  /** Runs it on the loop's thread and waits for the value. */
  abstract <T> T get(Supplier<T> task);

  final void run(Runnable task) {
    get(
        () -> {
          task.run();
          return null;
        });
  }

  /** Waits until it holds; looks on the loop's thread. */
  abstract void await(String what, BooleanSupplier condition);

  /** Runs what can run at this time: everything in memory; in real sockets what is there yet. */
  abstract void settle();

  abstract void advance(Duration by);

  @Override
  public abstract void close();

  static TestLoop manual() {
    return new Manual();
  }

  static TestLoop selector() {
    return new Real();
  }

  static final class Manual extends TestLoop {
    private final ManualLoop loop = new ManualLoop(clock, failures::add);

    @Override
    ManualLoop loop() {
      return loop;
    }

    @Override
    <T> T get(Supplier<T> task) {
      CompletableFuture<T> result = new CompletableFuture<>();
      loop.execute(() -> result.complete(task.get()));
      loop.runReady();
      return result.getNow(null);
    }

    @Override
    void await(String what, BooleanSupplier condition) {
      loop.runReady();
      if (!condition.getAsBoolean()) {
        throw new AssertionError("it did not come to this: " + what + "; failures: " + failures);
      }
    }

    @Override
    void settle() {
      loop.runReady();
    }

    @Override
    void advance(Duration by) {
      loop.advance(by);
    }

    @Override
    public void close() {
      // It owns nothing.
    }
  }

  static final class Real extends TestLoop {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private final SelectorLoop loop;
    private final Thread thread;

    Real() {
      try {
        loop = new SelectorLoop(clock, failures::add);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      thread = new Thread(loop::run, "loop");
      thread.start();
    }

    @Override
    SelectorLoop loop() {
      return loop;
    }

    @Override
    <T> T get(Supplier<T> task) {
      CompletableFuture<T> result = new CompletableFuture<>();
      loop.execute(
          () -> {
            try {
              result.complete(task.get());
            } catch (RuntimeException | Error e) {
              result.completeExceptionally(e);
            }
          });
      return result.orTimeout(LIMIT_NANOS, TimeUnit.NANOSECONDS).join();
    }

    @Override
    void await(String what, BooleanSupplier condition) {
      long start = System.nanoTime();
      while (!get(condition::getAsBoolean)) {
        if (System.nanoTime() - start > LIMIT_NANOS) {
          throw new AssertionError("it did not come to this: " + what + "; failures: " + failures);
        }
        Thread.onSpinWait();
      }
    }

    @Override
    void settle() {
      for (int i = 0; i < 20; i++) {
        run(() -> {});
      }
    }

    @Override
    void advance(Duration by) {
      run(() -> clock.advance(by));
      settle();
    }

    @Override
    public void close() {
      loop.stop();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
