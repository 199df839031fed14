package hearth.broker.recorder;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.tinylog.Logger;

/** What blocks, on the recorder's worker; what follows from it, on the loop's thread. */
final class BackgroundTasks {
  /** Something that blocks; what it returns runs on the loop. */
  @FunctionalInterface
  interface Task {
    Runnable run() throws IOException;
  }

  private final EventLoop loop;
  private final Executor worker;
  private boolean isFailureTold;

  BackgroundTasks(EventLoop loop, Executor worker) {
    this.loop = loop;
    this.worker = worker;
  }

  /**
   * Runs it when the worker is free.
   *
   * @param failed runs on the loop where it could not be done
   */
  void run(Task task, Runnable failed) {
    try {
      worker.execute(() -> runNow(task, failed));
    } catch (RejectedExecutionException e) {
      failed.run(); // there is no thread now; the next commit asks again
    }
  }

  private void runNow(Task task, Runnable failed) {
    Runnable then = failed;
    try {
      Runnable done = task.run();
      then =
          () -> {
            isFailureTold = false;
            done.run();
          };
    } catch (IOException e) {
      loop.execute(() -> report(e));
    } finally {
      loop.execute(then);
    }
  }

  private void report(IOException failure) {
    if (!isFailureTold) {
      isFailureTold = true;
      Logger.error(
          "The recorder cannot use its folder: {}; it is tried again at each commit, and what comes"
              + " meanwhile waits in memory",
          failure.getMessage());
    }
  }
}
