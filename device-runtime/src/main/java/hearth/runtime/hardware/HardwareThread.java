package hearth.runtime.hardware;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * A thread for what may block: one task at a time, in order. It does not keep the program alive.
 */
public final class HardwareThread implements Executor, AutoCloseable {
  private final String name;
  private final ExecutorService thread;

  /** A thread, started with its first task. */
  public HardwareThread(String name) {
    this.name = name;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
  }

  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      Logger.debug("The thread {} is closed and takes no more work", name);
    }
  }

  /** Waits a moment for the tasks that are there; what hangs in the kernel is left behind. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(Duration.ofSeconds(2).toNanos(), TimeUnit.NANOSECONDS)) {
        Logger.warn("The thread {} still waits for the kernel and is left behind", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
