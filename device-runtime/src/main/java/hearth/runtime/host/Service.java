package hearth.runtime.host;

import hearth.io.loop.SelectorLoop;
import hearth.io.loop.SystemClock;
import hearth.runtime.supervision.ServiceManager;
import hearth.runtime.supervision.Watchdog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * A program that runs until it is told to end: one event loop on the main thread, and an orderly
 * end at SIGTERM and Ctrl-C. What was started last ends first.
 */
public final class Service {
  /** A part of the program that ends in order. */
  @FunctionalInterface
  public interface Ending {
    /** Ends; says when that has happened. On the loop's thread. */
    void end(Runnable ended);
  }

  private static final long END_TIMEOUT_SECONDS = 10;

  private final SelectorLoop loop;
  private final ServiceManager manager = ServiceManager.of(System.getenv());
  private final Deque<Ending> endings = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  public Service() throws CommandFailure {
    try {
      loop = new SelectorLoop(new SystemClock(), Service::reportDefect);
    } catch (IOException e) {
      throw new CommandFailure("the event loop cannot be made: " + e.getMessage(), e);
    }
  }

  private static void reportDefect(Throwable failure) {
    Logger.error(failure, "A defect of the program; it goes on. Please report it");
  }

  public SelectorLoop loop() {
    return loop;
  }

  /** Adds what is to end before all that was added so far. On the loop's thread. */
  public void endsWith(Ending ending) {
    endings.push(ending);
  }

  /**
   * Starts and then turns the loop on this thread until the program is told to end.
   *
   * @param start called on the loop's thread
   * @throws CommandFailure where the start failed; what it had started has ended again
   */
  public void run(Start start) throws CommandFailure {
    Thread hook = new Thread(this::endInOrder, "hearth-end");
    Runtime.getRuntime().addShutdownHook(hook);
    CommandFailure[] failed = new CommandFailure[1];
    loop.execute(
        () ->
            start(
                start,
                failure -> {
                  failed[0] = failure;
                  end();
                }));
    loop.run();
    if (failed[0] != null) {
      Runtime.getRuntime().removeShutdownHook(hook);
      throw failed[0];
    }
  }

  /** What a program begins with. */
  @FunctionalInterface
  public interface Start {
    void run() throws CommandFailure;
  }

  private static void start(Start start, Consumer<CommandFailure> failed) {
    try {
      start.run();
    } catch (CommandFailure e) {
      failed.accept(e);
    }
  }

  /** Ends one part after the other, then the loop. On the loop's thread. */
  private void end() {
    Ending next = endings.poll();
    if (next != null) {
      next.end(() -> loop.execute(this::end));
    } else {
      ended.countDown();
      loop.stop();
    }
  }

  /**
   * Runs as the hook of the JVM's end. Halts with 0, since an orderly end is what was asked for;
   * the JVM's own 143 looks like a failure to whoever started us.
   */
  private void endInOrder() {
    manager.stopping();
    loop.execute(this::end);
    try {
      if (!ended.await(END_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        Logger.error("Not everything has ended within {} s; ending now", END_TIMEOUT_SECONDS);
        Runtime.getRuntime().halt(1);
      }
      Logger.info("Ended");
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Tells on the standard output, in one line, that connections are accepted, and the service
   * manager the same; from then on it is told as long as every thread turns. On the loop's thread.
   *
   * @param addresses where clients connect
   * @param threads besides the loop's own
   */
  public void reportReady(PrintWriter out, String addresses, List<? extends Executor> threads) {
    out.println("ready " + addresses);
    out.flush();
    manager.ready();
    manager
        .watchdog()
        .ifPresent(within -> new Watchdog(loop, threads, within, manager::alive).start());
  }
}
