package hearth.io.loop;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread for what may block, one task after the other: it comes with the first task and goes when
 * it has been idle for a while. It does not keep the program alive.
 *
 * <p>A task is refused with a {@link RejectedExecutionException} where too many wait, and where the
 * system gives no thread: the task is not run later then, and another may be tried at any time.
 */
public final class OnDemandThread implements Executor {
  private final ThreadPoolExecutor thread;

  /**
   * @param idle how long it stays without work
   * @param maxWaiting tasks that may wait, at least 1
   */
  public OnDemandThread(String name, Duration idle, int maxWaiting) {
    this(idle, maxWaiting, task -> daemon(task, name));
  }

  OnDemandThread(Duration idle, int maxWaiting, ThreadFactory factory) {
    LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(maxWaiting);
    thread = new ThreadPoolExecutor(1, 1, idle.toNanos(), TimeUnit.NANOSECONDS, waiting, factory);
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (OutOfMemoryError e) {
      // So Java says that the system gives no thread; of memory there may be plenty.
      thread.remove(task);
      throw new RejectedExecutionException("the system gives no thread", e);
    }
  }

  /** Gives up what waits, and interrupts what runs. */
  public void stop() {
    thread.shutdownNow();
  }
}
